package hayate.service.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is taken for certain to be in a matching answer, and whether a match must begin where the answer does. */
class RequiredLiteralsTest {
    static List<Arguments> patterns() {
        return List.of(
                Arguments.of("^SSH-2.0", "ssh-2|0", true),
                Arguments.of(
                        "^HTTP/1\\.[01] \\d+.*Server: nginx(?:/([\\d.]+))?\\r\\n",
                        "http/1.| |server: nginx|\r\n",
                        true),
                Arguments.of("a|b", "", false),
                Arguments.of("^(?:a|b)cd+e", "cd|e", true),
                Arguments.of("^ab?c", "a|c", true),
                Arguments.of("^ab{0,3}c{2}d", "a|c|d", true),
                Arguments.of("(xy)+z", "xy|z", false),
                Arguments.of("x(?=no)(?!no)(?<=no)y", "x|y", false),
                Arguments.of("^(?x) a b", "", false),
                Arguments.of("^\\x41\\x0a\\\\", "a\n\\", true),
                Arguments.of("^a\\12b", "a|b", true),
                Arguments.of("^[|)(\\]]q", "q", true),
                Arguments.of("^\\Qa|b\\E", "", false),
                Arguments.of("^a|^b", "", false),
                Arguments.of("^(?i)Ab", "ab", true),
                Arguments.of("^\\x{41}b", "", false));
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void shouldTakeOnlyWhatIsCertain(String pattern, String literals, boolean anchored) {
        assertThat(String.join("|", RequiredLiterals.of(pattern))).as(pattern).isEqualTo(literals);
        assertThat(RequiredLiterals.isAnchored(pattern)).as(pattern).isEqualTo(anchored);
    }
}

package hayate.service.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewriterTest {
    /** A subject is what stands between the bars, its {@code 0xHH} a byte. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "\\bSMTP\\b~|0xfeSMTP0xfe|~true",
                "\\bSMTP\\b~|xSMTP|~false",
                "a\\B.~|a0xfe|~false",
                "a\\Bb~|ab|~true",
                "^[[:alpha:]_]+$~|a_B|~true",
                "^[[:alpha:]]+$~|a0xe9|~false",
                "^[[:^digit:]]+$~|a[|~true",
                "^[[:^digit:]]+$~|a1|~false",
                "^[\\b]$~|0x08|~true",
                "^[a&&b]+$~|a&b|~true",
                "^\\0\\011$~|0x000x09|~true",
                "^{a}$~|{a}|~true",
                "^a{2}$~|aa|~true",
            })
    void shouldReadAsPerlDoes(String pattern, String barred, boolean matches) {
        String subject = Pattern.compile("0x(..)")
                .matcher(barred.substring(1, barred.length() - 1))
                .replaceAll(hex -> String.valueOf((char) Integer.parseInt(hex.group(1), 16)));
        Pattern rewritten = Pattern.compile(Rewriter.rewrite(pattern), Pattern.UNIX_LINES);
        assertThat(rewritten.matcher(subject).find())
                .as("%s, as %s", pattern, rewritten)
                .isEqualTo(matches);
    }
}

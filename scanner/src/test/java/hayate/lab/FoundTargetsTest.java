package hayate.lab;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.plan.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoundTargetsTest {
    @TempDir
    Path folder;

    private FoundTargets found(String lines) throws IOException {
        return FoundTargets.read(Files.writeString(folder.resolve("found"), lines));
    }

    @Test
    void shouldSortTargetsByStateAndCountRepetitions() throws IOException {
        FoundTargets found = found("""
                {"address":"10.0.0.1","port":80,"state":"open","reasons":[{"port":1}],"rtt_ms":0.4}
                {"address":"10.0.0.1","port":443,"state":"closed"}
                {"address":"10.0.0.1","port":80,"state":"open"}
                {"address":"255.1.2.3","port":80,"state":"open"}
                """);
        assertThat(found.in("open")).containsExactlyInAnyOrder(Target.of(0x0A00_0001, 80), Target.of(0xFF01_0203, 80));
        assertThat(found.in("closed")).containsExactly(Target.of(0x0A00_0001, 443));
        assertThat(found.in("filtered")).isEmpty();
        assertThat(found.duplicates("open")).isEqualTo(1);
        assertThat(found.duplicates("closed")).isZero();
    }

    @Test
    void shouldFindNothingInAnEmptyFile() throws IOException {
        assertThat(found("").in("open")).isEmpty();
    }
}

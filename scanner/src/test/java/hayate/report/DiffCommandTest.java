package hayate.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    private int diff(String... args) {
        out.reset();
        err.reset();
        return DiffCommand.run(
                List.of(args),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(new byte[0]));
    }

    private String list(String name, String... lines) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "#masscan\n" + String.join("\n", lines) + "\n# end\n");
        return file.toString();
    }

    private static String open(int port, String address) {
        return "open tcp " + port + " " + address + " 1795519504";
    }

    @Test
    void shouldSayWhatCameWentOpenedAndShut() throws IOException {
        String monday = list("a", open(22, "10.0.0.1"), open(80, "10.0.0.1"), open(22, "10.0.0.9"));
        String tuesday = list("b", open(22, "10.0.0.1"), open(443, "10.0.0.1"), open(22, "10.0.0.10"));
        assertThat(diff(monday, tuesday)).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "shut     10.0.0.1 80/tcp was open",
                        "opened   10.0.0.1 443/tcp is open",
                        "vanished 10.0.0.9 was up",
                        "shut     10.0.0.9 22/tcp was open",
                        "appeared 10.0.0.10 is up",
                        "opened   10.0.0.10 22/tcp is open");
        assertThat(diff("--json", monday, tuesday)).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("{\"change\":\"opened\",\"address\":\"10.0.0.1\",\"port\":\"443/tcp\"");
    }

    @Test
    void shouldSayNothingOfTheSame() throws IOException {
        String monday = list("a", open(22, "10.0.0.1"));
        assertThat(diff(monday, monday)).isZero();
        assertThat(out.size()).isZero();
    }

    @Test
    void shouldRefuseWhatItCannotCompare() throws IOException {
        String monday = list("a", open(22, "10.0.0.1"));
        for (String[] args : new String[][] {{monday}, {monday, "/nonexistent"}, {"-x", monday, monday}}) {
            assertThat(diff(args)).isEqualTo(2);
            assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
        }
    }
}

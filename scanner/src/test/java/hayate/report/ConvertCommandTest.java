package hayate.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    private int run(String input, String... args) {
        out.reset();
        err.reset();
        return ConvertCommand.run(
                List.of(args),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                new ByteArrayInputStream(input.getBytes(UTF_8)));
    }

    private static String xml() throws IOException {
        return ReportSamples.xml(ReportSamples.PLAIN, ReportSamples.rich());
    }

    @Test
    void shouldWriteEveryFormat() throws IOException {
        assertThat(run(xml(), "--to", "json", "-")).isZero();
        assertThat(out.toString(UTF_8)).contains("{\"address\":\"10.0.3.7\",\"port\":22,\"protocol\":\"tcp\"");
        assertThat(run(xml(), "--to", "csv", "-")).isZero();
        assertThat(out.toString(UTF_8))
                .contains("10.0.3.7,web.example,tcp,22,open,syn-ack,64,ssh,OpenSSH,9.6p1,protocol 2.0\n");
        assertThat(run(xml(), "--to", "list", "-")).isZero();
        assertThat(out.toString(UTF_8)).startsWith("#masscan\n").contains("open tcp 22 10.0.3.7 1795517655\n");
        assertThat(run(xml(), "--to", "grepable", "-")).isZero();
        assertThat(out.toString(UTF_8)).contains("22/open/tcp//ssh//OpenSSH 9.6p1 (protocol 2.0)/");
        assertThat(run(xml(), "--to", "normal", "-")).isZero();
        assertThat(out.toString(UTF_8)).contains("22/tcp open  ssh      OpenSSH 9.6p1 (protocol 2.0)\n");
        assertThat(err.toString(UTF_8)).isEmpty();
    }

    @Test
    void shouldRepairAFileThatWasCutOff() throws IOException {
        String cut = xml().substring(0, xml().indexOf("<runstats>"));

        assertThat(run(cut, "--to", "xml", "-")).isEqualTo(1);
        assertThat(err.toString(UTF_8)).isEqualTo("hayate: - is cut off after 1 complete hosts; --repair accepts it\n");
        assertThat(run(cut, "--to", "xml", "--repair", "-")).isZero();
        assertThat(out.toString(UTF_8))
                .contains("exit=\"error\" errormsg=\"the file was cut off\"/><hosts up=\"1\"")
                .endsWith("</nmaprun>\n");
    }

    @Test
    void shouldReplaceTheOutputFileOnlyWhenItIsWhole() throws IOException {
        Path file = folder.resolve("out.json");
        Files.writeString(file, "before");

        assertThat(run(xml().substring(0, 900), "--to", "json", "-o", file.toString(), "-"))
                .isEqualTo(1);
        assertThat(file).hasContent("before");
        assertThat(run(xml(), "--to", "json", "-o", file.toString(), "-")).isZero();
        assertThat(Files.readString(file)).contains("10.0.3.7");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void shouldSayInOneLineWhatItDoesNotTake() {
        assertThat(run("", "--to", "pdf", "-")).isEqualTo(2);
        assertThat(err.toString(UTF_8))
                .isEqualTo("hayate: convert does not take --to pdf: xml, json, grepable, list, csv, normal\n");
        assertThat(run("", "--fast", "-")).isEqualTo(2);
        assertThat(err.toString(UTF_8))
                .startsWith("hayate: convert does not take --fast: ")
                .hasLineCount(1);
        assertThat(run("", "-")).isEqualTo(2);
        assertThat(run("", "--to", "xml")).isEqualTo(2);
        assertThat(run("", "--to")).isEqualTo(2);
        assertThat(run("", "--to", "xml", "/nonexistent")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).startsWith("hayate: cannot read /nonexistent: ");
        assertThat(run("hello\n", "--to", "xml", "-")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).startsWith("hayate: - is of no known format: ");
    }
}

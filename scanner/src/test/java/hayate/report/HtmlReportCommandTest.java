package hayate.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportCommandTest {
    private static final String XML = """
            <?xml version="1.0"?>
            <nmaprun scanner="nmap" args="nmap &lt;b&gt;" start="1795519504" version="7.93" xmloutputversion="1.05">
            <host><status state="up" reason="syn-ack" reason_ttl="64"/>
            <address addr="10.0.0.1" addrtype="ipv4"/>
            <ports><port protocol="tcp" portid="%d"><state state="open" reason="syn-ack" reason_ttl="64"/>
            <service name="http" product="&lt;script&gt;alert(1)&lt;/script&gt;" method="probed" conf="10"/></port></ports>
            </host>
            <runstats><finished time="1795519514"/><hosts up="1" down="0" total="1"/></runstats>
            </nmaprun>
            """;

    @TempDir
    Path folder;

    private String run(int code, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = HtmlReportCommand.run(
                List.of(args),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(new byte[0]));
        assertThat(exit).as(err.toString(StandardCharsets.UTF_8)).isEqualTo(code);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldWriteOnePageThatLoadsNothingAndEscapesAll() throws Exception {
        Path file = folder.resolve("a.xml");
        Path older = folder.resolve("b.xml");
        Files.writeString(file, XML.formatted(8080));
        Files.writeString(older, XML.formatted(80));
        String page = run(0, file.toString(), "--since", older.toString());
        assertThat(page)
                .contains("<b>1</b> host up", "<b>1</b> open port", "10.0.0.1", "8080/tcp", "opened", "shut")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "default-src 'none'")
                .doesNotContain("<script>alert", "nmap <b>", "http://", "https://", "src=\"");
        Path target = folder.resolve("page.html");
        assertThat(run(0, file.toString(), "-o", target.toString())).isEmpty();
        assertThat(target).content().startsWith("<!DOCTYPE html>").doesNotContain("Changes since");
    }

    @Test
    void shouldRefuseWhatItCannotUse() {
        run(2);
        run(2, "/nonexistent");
        run(2, "--what", "x");
    }

    @Test
    void shouldStayReadableWithManyHosts() throws Exception {
        Path file = folder.resolve("many.xml");
        HostReport[] hosts = new HostReport[3_000];
        for (int i = 0; i < hosts.length; i++) {
            String address = "10." + i % 7 + "." + i / 7 % 256 + "." + (1 + i / 1792);
            hosts[i] = ReportSamples.up(
                    address, List.of(ReportSamples.open(22, "ssh"), ReportSamples.open(80 + i % 60, "http")));
        }
        Files.writeString(file, ReportSamples.xml(ReportSamples.PLAIN, hosts));
        String page = run(0, file.toString());
        assertThat(page)
                .contains("<b>3000</b> hosts up", "for the 40 most frequent ports", "data-pick=\"10.3. 22/tcp\"");
        assertThat(page.split("<article", -1)).hasSize(1 + hosts.length);
        assertThat(page.split("<tr><th scope", -1)).as("rows of the map").hasSizeBetween(8, 258);

        Files.writeString(file, ReportSamples.xml(ReportSamples.PLAIN, hosts).substring(0, 100_000));
        assertThat(run(0, file.toString())).contains("The file was cut off");
    }
}

package hayate.e2e;

import static hayate.e2e.TestWorld.FAR;
import static hayate.e2e.TestWorld.NEAR;
import static org.assertj.core.api.Assertions.assertThat;

import hayate.e2e.Hayate.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A host that takes longer than it may is given up, and what was found until then is reported. */
@Tag("network")
@Isolated("floods, or is timed")
class HostTimeoutNetworkTest {
    private static final Pattern PORT =
            Pattern.compile("<port protocol=\"tcp\" portid=\"(\\d+)\"><state state=\"(\\w+)\"");

    @TempDir
    Path folder;

    private static String hostOf(String xml, String address) {
        for (String host : xml.split("<host ")) {
            if (host.contains("addr=\"" + address + "\"")) {
                return host;
            }
        }
        return "";
    }

    private static long listed(String host) {
        long extra = Pattern.compile("<extraports state=\"closed\" count=\"(\\d+)\"")
                .matcher(host)
                .results()
                .mapToLong(match -> Long.parseLong(match.group(1)))
                .sum();
        return extra + PORT.matcher(host).results().count();
    }

    /** 4,000 ports at 200/s would take 20 s; the other host has one port and is done in no time. */
    @Test
    void shouldGiveUpAHostAndReportWhatWasFoundUntilThen() throws Exception {
        try (TestWorld world = TestWorld.veth().listen(FAR, 80)) {
            for (String kind : new String[] {"-sS", "-sT"}) {
                Path xml = folder.resolve("report" + kind + ".xml");
                Outcome outcome = Hayate.run(
                        world,
                        NEAR,
                        kind,
                        "10.0.0.1",
                        "10.0.0.2:80",
                        "-p",
                        "1-4000",
                        "-Pn",
                        "-n",
                        "--max-rate-per-host",
                        200,
                        "--host-timeout",
                        "900ms",
                        "-oN",
                        "-",
                        "-oX",
                        xml);

                assertThat(outcome.exitCode()).as(outcome.err()).isZero();
                assertThat(outcome.err()).as(kind).contains("1 host was given up after --host-timeout");
                assertThat(outcome.out())
                        .as(kind)
                        .contains("Skipping host 10.0.0.1 due to host timeout")
                        .doesNotContain("Skipping host 10.0.0.2");
                String first = hostOf(Files.readString(xml), "10.0.0.1");
                assertThat(first).as(kind).contains("timedout=\"true\"").doesNotContain("\"filtered\"");
                assertThat(listed(first)).as(kind + ": ports found in time").isBetween(10L, 300L);
                assertThat(hostOf(Files.readString(xml), "10.0.0.2"))
                        .as(kind)
                        .doesNotContain("timedout")
                        .contains("portid=\"80\"><state state=\"open\"");
            }
        }
    }

    /** A service that accepts and says nothing takes some 15 s of questions. */
    @Test
    void shouldStopAskingTheServicesOfAHostThatIsGivenUp() throws Exception {
        try (TestWorld world = TestWorld.veth().listen(FAR, 4711)) {
            Path xml = folder.resolve("report.xml");
            Outcome outcome = Hayate.run(
                    world, NEAR, "10.0.0.1", "-p", 4711, "-Pn", "-n", "-sV", "--host-timeout", "1s", "-oX", xml);

            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            assertThat(Files.readString(xml))
                    .contains("timedout=\"true\"")
                    .contains("portid=\"4711\"><state state=\"open\"");
        }
    }
}

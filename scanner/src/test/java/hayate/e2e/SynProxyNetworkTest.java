package hayate.e2e;

import static hayate.e2e.TestWorld.FAR;
import static hayate.e2e.TestWorld.NEAR;
import static hayate.e2e.TestWorld.ROUTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hayate.e2e.Hayate.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The kernel's SYN proxy before a host that has two ports open, at one of which nothing gets through but handshakes, and drops what comes to the others. */
@Tag("network")
@Execution(ExecutionMode.CONCURRENT)
class SynProxyNetworkTest {
    private static final String PROXY = """
            table ip proxy {
                chain before {
                    type filter hook prerouting priority raw;
                    iifname "r0" tcp flags & (fin|syn|rst|ack) == syn notrack
                }
                chain between {
                    type filter hook forward priority 0;
                    iifname "r0" ct state invalid,untracked synproxy mss 1460 wscale 7 timestamp sack-perm
                    ct state invalid drop
                }
            }
            """;
    private static final String WALL = """
            table ip wall {
                chain input {
                    type filter hook input priority 0;
                    tcp dport != {80, 8000} drop
                    tcp dport 8000 tcp flags & psh == psh drop
                }
            }
            """;

    @TempDir
    Path folder;

    private static TestWorld proxied() {
        TestWorld world = Topologies.routed().listen(FAR, 80, 8000).rules(FAR, WALL);
        String checked = world.output("""
                $in_router sysctl -qw net.netfilter.nf_conntrack_tcp_loose=0 2> /dev/null || :
                $in_router nft -c -f - << 'RULES' 2> /dev/null && echo can || echo cannot
                %s
                RULES
                """.formatted(PROXY));
        if (!checked.strip().equals("can")) {
            world.close();
            assumeTrue(false, "a kernel without synproxy");
        }
        return world.rules(ROUTER, PROXY);
    }

    private static String scripts(String report, int port) {
        var line = Pattern.compile("<port protocol=\"tcp\" portid=\"" + port + "\">.*?</port>")
                .matcher(report);
        return line.find() ? line.group() : "";
    }

    @Test
    void shouldMarkPortsWithNothingBehindThem() throws Exception {
        try (TestWorld world = proxied()) {
            Path swept = folder.resolve("swept.xml");
            Outcome sweep = Hayate.run(world, NEAR, "10.0.0.1", "-p", "70-90", "-Pn", "-n", "-oX", swept);
            assertThat(sweep.exitCode()).as(sweep.err()).isZero();
            assertThat(scripts(Files.readString(swept), 81)).contains("state=\"open\"", "syn-ack", "suspect");

            Path asked = folder.resolve("asked.xml");
            Outcome asking = Hayate.run(
                    world, NEAR, "10.0.0.1", "-p", "80,81,8000", "-Pn", "-n", "-sV", "--version-light", "-oX", asked);
            assertThat(asking.exitCode()).as(asking.err()).isZero();
            String report = Files.readString(asked);
            assertThat(scripts(report, 80)).contains("state=\"open\"").doesNotContain("suspect");
            assertThat(scripts(report, 81)).contains("state=\"open\"", "suspect");
            assertThat(scripts(report, 8000)).contains("state=\"open\"", "suspect", "takes nothing");
        }
    }
}

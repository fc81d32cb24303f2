package hayate.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that start nmap and read its XML, from the npm registry, reading ours: each starts a stand-in for nmap that prints
 * a report of hayate's. Versions are pinned, those of what they depend on too; libnmap's one dependency from a git repository
 * is taken from the registry.
 */
@Tag("slow")
@Tag("once")
class NodeReadersTest {
    private static final String PACKAGES = """
            {"private": true,
             "dependencies": {"node-nmap": "4.0.0", "libnmap": "0.4.19"},
             "overrides": {"cidr-js": "2.3.1", "async": "2.6.4", "deepmerge": "2.2.1", "xml2js": "0.4.23",
                           "ip-address": "5.9.4", "netmask": "1.0.6", "hasbin": "1.2.3", "stack-trace": "0.0.10",
                           "queued-up": "2.0.2"}}
            """;

    @TempDir
    static Path folder;

    private static Path report;

    @BeforeAll
    static void install() throws Exception {
        assumeTrue(has("node") && has("npm"), "no node and npm");
        Files.writeString(folder.resolve("package.json"), PACKAGES);
        Run npm = run("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
        assumeTrue(
                npm.exitCode == 0,
                "npm cannot install the readers: "
                        + npm.output.lines().findFirst().orElse(""));
        HostReport unnamed =
                ReportSamples.up("10.0.3.8", List.of(ReportSamples.port(64_999, PortState.OPEN, "syn-ack")));
        HostReport bare = ReportSamples.up("10.0.3.9", List.of());
        report = folder.resolve("report.xml");
        Files.writeString(report, ReportSamples.xml(ReportSamples.PLAIN, ReportSamples.rich(), unnamed, bare));
        Path nmap = folder.resolve("nmap");
        Files.writeString(nmap, "#!/bin/sh\nexec cat '" + report + "'\n");
        assertThat(nmap.toFile().setExecutable(true)).isTrue();
    }

    private static boolean has(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":", -1)).stream()
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    private record Run(int exitCode, String output) {}

    private static Run run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        Path output = Files.createTempFile(folder, "run", ".out");
        Process process = builder.redirectOutput(output.toFile()).start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return new Run(-1, "no end after a minute");
        }
        return new Run(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    private static List<String> node(String script) throws Exception {
        Path file = folder.resolve("read.js");
        Files.writeString(file, script);
        Run run = run("node", file.toString());
        assertThat(run.exitCode).as(run.output).isZero();
        return new ArrayList<>(run.output.lines().toList());
    }

    @Test
    void shouldBeReadByNodeNmap() throws Exception {
        assertThat(node("""
                const nmap = require('node-nmap');
                nmap.nmapLocation = '%s';
                const scan = new nmap.NmapScan('10.0.3.7', '-sV');
                scan.on('error', error => { console.log('error ' + error); process.exit(1); });
                scan.on('complete', hosts => {
                  for (const host of hosts) {
                    console.log([host.ip, host.mac, host.hostname,
                      (host.openPorts || []).map(p => p.port + '/' + p.protocol + ' ' + p.service + ' ' + p.method)].join(' | '));
                  }
                  process.exit(0);
                });
                scan.startScan();
                """.formatted(folder.resolve("nmap"))))
                .containsExactly(
                        "10.0.3.7 | 02:00:5E:10:00:01 | web.example | 22/tcp ssh probed,80/tcp http probed",
                        "10.0.3.8 |  |  | 64999/tcp unknown table",
                        "10.0.3.9 |  |  | ");
    }

    @Test
    void shouldBeReadByLibnmap() throws Exception {
        assertThat(node("""
                const nmap = require('libnmap');
                nmap.scan({nmap: '%s', range: ['10.0.3.7'], ports: '1-100'}, (error, reports) => {
                  if (error) throw error;
                  for (const run of Object.values(reports)) {
                    console.log(run.item.scanner + ' ' + run.item.args + ' ' + run.runstats[0].hosts[0].item.up);
                    for (const host of run.host) {
                      console.log(host.address[0].item.addr + ' ' + host.status[0].item.state + ' '
                        + (host.ports[0].port || []).map(p => p.item.portid + ' ' + p.state[0].item.state + ' '
                          + p.service[0].item.product));
                    }
                  }
                });
                """.formatted(folder.resolve("nmap"))))
                .containsExactly(
                        "nmap hayate -sS -p 1-100 10.0.3.0/24 1",
                        "10.0.3.7 up 22 open OpenSSH,80 open nginx",
                        "10.0.3.8 up 64999 open undefined",
                        "10.0.3.9 up ");
    }
}

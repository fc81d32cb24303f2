package hayate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.output.OutputConfig.Format;
import hayate.output.OutputConfig.Output;
import hayate.plan.PortSet;
import hayate.plan.Shard;
import hayate.probe.TcpOptionStyle;
import hayate.probe.TcpProbe;
import hayate.rate.RateLimits;
import hayate.rate.TargetCap;
import hayate.rate.Template;
import hayate.result.State;
import hayate.scan.DiscoveryConfig;
import hayate.scan.ReportConfig;
import hayate.scan.ScanConfig;
import hayate.send.SendConfig.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every option's value lands where it belongs. */
class OptionValuesTest {
    @TempDir
    Path folder;

    private final ProgramHarness program = new ProgramHarness();

    private static Arguments row(String line, Object expected, Function<ScanConfig, Object> actual) {
        return Arguments.of(line, expected, actual);
    }

    static Stream<Arguments> rows() {
        return Stream.of(
                row("", 1L, c -> c.space().addresses().size()),
                row(
                        "--exclude 10.0.0.2 10.0.0.0/30",
                        4L,
                        c -> c.space().addresses().size()),
                row("-iL -", 5L, c -> c.space().addresses().size()),
                row("two.test -p 1", 2L, c -> c.space().size()),
                row("two.test -p 1 --all-addresses", 3L, c -> c.space().size()),
                row("-p22,80", true, c -> c.space().contains(0x0A090909, 80)),
                row("-p 22,80", 2L, c -> c.space().size()),
                row("-p=22", 1L, c -> c.space().size()),
                row("-p-", 65535L, c -> c.space().size()),
                row("-p 1-10 --exclude-ports 3,4", 8L, c -> c.space().size()),
                row("--top-ports 2", 2L, c -> c.space().size()),
                row("-top-ports=2", 2L, c -> c.space().size()),
                row("", 4711L, ScanConfig::seed),
                row("--seed 7", 7L, ScanConfig::seed),
                row("--seed -7", -7L, ScanConfig::seed),
                row("--seed 0xff", 255L, ScanConfig::seed),
                row("--seed 1 --shard 2/3", new Shard(2, 3), ScanConfig::shard),
                row("", Shard.WHOLE, ScanConfig::shard),
                row("", TcpOptionStyle.OS, c -> c.probe().options()),
                row("--tcp-options mss", TcpOptionStyle.MSS, c -> c.probe().options()),
                row("", 64, c -> c.probe().ttl()),
                row("--ttl 255", 255, c -> c.probe().ttl()),
                row("", 0, c -> c.probe().sourcePort()),
                row("--source-port 40000", 40000, c -> c.probe().sourcePort()),
                row("-g 53", 53, c -> c.probe().sourcePort()),
                row("-g 1024", 1024, c -> c.probe().sourcePort()),
                row(
                        "--source-ip 192.0.2.5",
                        OptionalInt.of(0xC0000205),
                        c -> c.send().sourceAddress()),
                row("-e eth0", "eth0", c -> c.send().interfaceName().orElseThrow()),
                row(
                        "--router-mac 02:00:5e:10:0:1",
                        0x02005E100001L,
                        c -> c.send().routerMac().orElseThrow()),
                row("", Backend.AUTO, c -> c.send().backend()),
                row("--backend XDP", Backend.XDP, c -> c.send().backend()),
                row("--backend pcap", Backend.PCAP, c -> c.send().backend()),
                row("--senders 64", 64, c -> c.send().senders()),
                row("", 1, c -> c.send().senders()),
                row("", false, ScanConfig::suppressKernelRst),
                row("--no-kernel-rst", true, ScanConfig::suppressKernelRst),
                row(
                        "--max-rate-per-host 0.1",
                        List.of(TargetCap.perSecond(32, 0.1)),
                        c -> c.rate().caps()),
                row(
                        "--max-rate-per-net /24=50 --max-rate-per-net 16=1k",
                        List.of(TargetCap.perSecond(24, 50), TargetCap.perSecond(16, 1_000)),
                        c -> c.rate().caps()),
                row("", List.of(), c -> c.rate().caps()),
                row(
                        "--scan-delay 400ms",
                        List.of(TargetCap.delay(400_000_000L)),
                        c -> c.rate().caps()),
                row("--scan-delay 2 -T2", 0.5, c -> c.rate().probesPerSecond()),
                row("-T1 --scan-delay 0.1m", 1 / 6.0, c -> c.rate().probesPerSecond()),
                row("-T4 --scan-delay 1s", 250_000.0, c -> c.rate().probesPerSecond()),
                row(
                        "--host-timeout 15m",
                        OptionalLong.of(900_000_000_000L),
                        c -> c.timeouts().hostNs()),
                row("--host-timeout 0", OptionalLong.empty(), c -> c.timeouts().hostNs()),
                row("", OptionalLong.empty(), c -> c.timeouts().hostNs()),
                row(
                        "--max-rtt-timeout 300ms",
                        OptionalLong.of(300_000_000L),
                        c -> c.timeouts().maxRttNs()),
                row(
                        "--min-rtt-timeout 1ms",
                        OptionalLong.of(1_000_000L),
                        c -> c.timeouts().minRttNs()),
                row(
                        "--initial-rtt-timeout .25",
                        OptionalLong.of(250_000_000L),
                        c -> c.timeouts().initialRttNs()),
                row("-sT --max-parallelism 7", OptionalInt.of(7), ScanConfig::parallelismMax),
                row("-sV --max-parallelism 1", OptionalInt.of(1), ScanConfig::parallelismMax),
                row("--retries 15", OptionalInt.of(15), ScanConfig::retries),
                row("--max-retries 0", OptionalInt.of(0), ScanConfig::retries),
                row("", OptionalInt.empty(), ScanConfig::retries),
                row("--wait 500ms", OptionalLong.of(500_000_000L), ScanConfig::waitNs),
                row("--wait 8", OptionalLong.of(8_000_000_000L), ScanConfig::waitNs),
                row("--wait 1.5m", OptionalLong.of(90_000_000_000L), ScanConfig::waitNs),
                row("--wait 1h", OptionalLong.of(3_600_000_000_000L), ScanConfig::waitNs),
                row(
                        "--states open,closed",
                        Set.of(State.OPEN, State.CLOSED),
                        c -> c.output().states()),
                row("--states all", 3, c -> c.output().states().size()),
                row("--open", Set.of(State.OPEN), c -> c.output().states()),
                row("", Set.of(State.OPEN), c -> c.output().states()),
                row("", 0, c -> c.output().outputs().size()),
                row("", ReportConfig.Format.NORMAL, c -> reports(c).get(0).format()),
                row("-oX -", ReportConfig.Format.XML, c -> reports(c).get(0).format()),
                row("-oG - --reason", true, c -> c.report().orElseThrow().withReason()),
                row("-oA all -oJ j", 5, c -> reports(c).size()),
                row("-oJ j", Format.TEXT, c -> c.output().outputs().get(0).format()),
                row("-oJ j", false, c -> c.report().isPresent()),
                row("-n", ReportConfig.Names.NONE, c -> c.report().orElseThrow().names()),
                row("-p 1-4", 0, c -> discovery(c).probes().size()),
                row("-p 1-5", 4, c -> discovery(c).probes().size()),
                row("-p 80 -PE", 1, c -> discovery(c).probes().size()),
                row("-PS22,80 -PA -PP -PM", 5, c -> discovery(c).probes().size()),
                row("-sT -PE", true, c -> discovery(c).byPackets()),
                row("-PE --backend connect", false, c -> discovery(c).byPackets()),
                row("-Pn", true, c -> discovery(c).assumeUp()),
                row("-sn", true, c -> discovery(c).only()),
                row("-sn", 4, c -> discovery(c).probes().size()),
                row("--disable-arp-ping", false, c -> discovery(c).arp()),
                row("-sA", TcpProbe.ACK, c -> c.probe().type()),
                row("-sX -n", TcpProbe.XMAS, c -> c.probe().type()),
                row("-q", Format.QUIET, c -> c.output().outputs().get(0).format()),
                row("-oL -", Format.LIST, c -> c.output().outputs().get(0).format()),
                row(
                        "-oG - -oJ j",
                        Format.GREPABLE,
                        c -> c.output().outputs().get(1).format()),
                row(
                        "--oJ - --format masscan-json",
                        Format.MASSCAN_JSON,
                        c -> c.output().outputs().get(0).format()),
                row("-q -oJ -", 1, c -> c.output().outputs().size()),
                row(
                        "--stats-every 10s",
                        OptionalLong.of(10_000_000_000L),
                        c -> c.verbosity().statsEveryNs()),
                row("-vvd", 2, c -> c.verbosity().verbose()),
                row("-vvd", 1, c -> c.verbosity().debug()),
                row("--verbose", 1, c -> c.verbosity().verbose()),
                row("--quiet", true, c -> c.verbosity().quiet()),
                row("", true, c -> c.verbosity().colorAllowed()),
                row("--no-color", false, c -> c.verbosity().colorAllowed()),
                row("-sS -Pn -n", 1, c -> c.send().senders()),
                row("", false, c -> c.resume().isPresent()));
    }

    private static List<ReportConfig.Output> reports(ScanConfig config) {
        return config.report().orElseThrow().outputs();
    }

    private static DiscoveryConfig discovery(ScanConfig config) {
        return config.discovery().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldPutTheValueOfAnOptionIntoTheConfiguration(
            String line, Object expected, Function<ScanConfig, Object> actual) {
        ScanConfig before = program.configOf((line + " 10.9.9.9").trim());
        assertThat(actual.apply(before)).as(line).isEqualTo(expected);
        if (!line.isEmpty()) {
            assertThat(actual.apply(program.configOf("10.9.9.9 " + line)))
                    .as("after target: " + line)
                    .isEqualTo(expected);
        }
    }

    @Test
    void shouldTakeTheHundredLikeliestPortsForFast() {
        assertThat(program.configOf("10.0.0.1 -F").space().digest())
                .isEqualTo(program.configOf("10.0.0.1 --top-ports 100").space().digest())
                .isNotEqualTo(program.configOf("10.0.0.1 --top-ports 1").space().digest());
    }

    @Test
    void shouldTakeListsFromAFolder() throws IOException {
        Files.writeString(folder.resolve("nmap-services"), "a 7/tcp 0.2\nb 9/tcp 0.3\nc 9/udp 0.9\nd 8/tcp\n");
        String inFolder = " 10.0.0.1 --datadir " + folder;
        ScanConfig config = program.configOf("--top-ports 2" + inFolder);
        assertThat(config.space().allPorts()).isEqualTo(PortSet.of(7, 9));
        assertThat(config.portTable().nameOf(9)).isEqualTo("b");
        assertThat(config.portTable().nameOf(22)).isEmpty();
        Path probes = Files.writeString(folder.resolve("nmap-service-probes"), "Probe TCP NULL q||\n");
        assertThat(program.configOf("-sV" + inFolder).version().orElseThrow().database())
                .contains(probes);
    }

    @Test
    void shouldHonourNoColorAndDumbTerminals() {
        program.environment.put("NO_COLOR", "1");
        assertThat(program.configOf("10.0.0.1").verbosity().colorAllowed()).isFalse();
        program.environment.put("NO_COLOR", "");
        assertThat(program.configOf("10.0.0.1").verbosity().colorAllowed()).isTrue();
        program.environment.put("TERM", "dumb");
        assertThat(program.configOf("10.0.0.1").verbosity().colorAllowed()).isFalse();
    }

    @Test
    void shouldKeepTheCheckpointBesideTheFirstOutputFile() {
        String first = folder.resolve("a.jsonl").toString();
        ScanConfig config = program.configOf("10.0.0.1 -oL - -oJ " + first + " -oG " + folder.resolve("b.g"));
        assertThat(config.output().checkpoint()).contains(Path.of(first + ".checkpoint"));
        assertThat(config.output().outputs())
                .extracting(Output::format)
                .containsExactly(Format.LIST, Format.JSON, Format.GREPABLE);
        assertThat(program.configOf("10.0.0.1 --no-checkpoint -oJ " + first)
                        .output()
                        .checkpoint())
                .isEmpty();
        assertThat(program.configOf("10.0.0.1").output().checkpoint()).isEmpty();
        assertThat(program.configOf("10.0.0.1 -oJ /dev/null").output().checkpoint())
                .isEmpty();
        assertThat(program.configOf("10.0.0.1 --checkpoint " + first).output().checkpoint())
                .contains(Path.of(first));
    }

    @Test
    void shouldTakeFilesForListsRecordsAndAppending() throws IOException {
        Path list = Files.writeString(folder.resolve("list"), "10.0.0.0/29 # eight\n");
        Path record = folder.resolve("run.json");
        ScanConfig config = program.configOf("-iL " + list + " --excludefile " + list + " 10.0.1.1 --scope "
                + Files.writeString(folder.resolve("scope"), "10.0.0.0/16") + " -p 1 --metadata " + record
                + " --append-output -oJ " + folder.resolve("%%F"));
        assertThat(config.space().size()).isEqualTo(1);
        assertThat(config.output().metadata()).contains(record);
        assertThat(config.output().outputs().get(1)).isEqualTo(new Output(Format.JSON, folder.resolve("%F"), true));
    }

    @Test
    void shouldTakeOpenPortsFromOtherScansResults() throws IOException {
        Path masscan = Files.writeString(
                folder.resolve("list"),
                "#masscan\nopen tcp 80 10.0.0.1 1700000000\nopen udp 53 10.0.0.1 1700000000\n# end\n");
        Path nmap = Files.writeString(
                folder.resolve("xml"),
                "<nmaprun scanner=\"nmap\"><host><status state=\"up\"/><address addr=\"10.0.0.2\" addrtype=\"ipv4\"/><ports>"
                        + "<port protocol=\"tcp\" portid=\"22\"><state state=\"open\" reason=\"syn-ack\"/></port>"
                        + "<port protocol=\"tcp\" portid=\"23\"><state state=\"closed\" reason=\"reset\"/></port>"
                        + "</ports></host><runstats><finished time=\"1\"/></runstats></nmaprun>");
        ScanConfig config = program.configOf("-sV --open-from " + masscan + " --open-from " + nmap);
        assertThat(config.space().size()).isEqualTo(2);
        assertThat(config.space().contains(0x0A000001, 80)).isTrue();
        assertThat(config.space().contains(0x0A000002, 22)).isTrue();
        assertThat(config.discovery().orElseThrow().assumeUp()).isTrue();

        assertThat(program.run("-sV --open-from " + Files.writeString(folder.resolve("none"), "#masscan\n# end\n")))
                .isEqualTo(ExitCode.USAGE);
        assertThat(program.err).contains("none").contains("no open TCP port");
    }

    @Test
    void shouldLetExplicitRatesBeatTheTemplateWhereverTheyStand() {
        assertThat(rate("-T4")).isEqualTo(250_000);
        assertThat(rate("-T5")).isInfinite();
        assertThat(rate("")).isEqualTo(10_000);
        assertThat(rate("-T sneaky")).isEqualTo(1 / 15.0);
        for (String line : new String[] {"-T1 --rate 1.5m", "--rate 1.5m -T1", "--rate=1500k -T SNEAKY"}) {
            assertThat(rate(line)).as(line).isEqualTo(1_500_000);
            assertThat(rate(line + " --max-rate 0.1")).as(line).isEqualTo(0.1);
        }
        assertThat(rate("-T2 --min-rate 100")).isEqualTo(100);
        assertThat(rate("-T5 --max-rate 50k --min-rate 1")).isEqualTo(50_000);
        assertThat(program.configOf("10.0.0.1 -T aggressive --rate 1").rate().template())
                .isEqualTo(Template.AGGRESSIVE);
    }

    @Test
    void shouldCloseTheLoopUnlessTheRateOrTheTemplateIsFixed() {
        for (String line : new String[] {"", "-T3", "-T4", "-T insane", "--rate auto", "-T2 --rate AUTO"}) {
            assertThat(closedLoop(line)).as(line).isPresent();
        }
        for (String line : new String[] {"-T0", "-T1", "-T polite", "--rate 10k", "-T5 --rate 1g"}) {
            assertThat(closedLoop(line)).as(line).isEmpty();
        }
        assertThat(closedLoop("-T5 --min-rate 20 --max-rate 50k")).hasValueSatisfying(limits -> {
            assertThat(limits.minRate()).isEqualTo(20);
            assertThat(limits.maxRate()).isEqualTo(50_000);
        });
        assertThat(rate("--rate auto")).isInfinite();
        assertThat(program.configOf("10.0.0.1 --target-coverage 99.5%").rate().targetCoverage())
                .hasValue(0.995);
    }

    private Optional<RateLimits> closedLoop(String line) {
        return program.configOf(("10.0.0.1 " + line).trim()).rate().closedLoop();
    }

    private double rate(String line) {
        return program.configOf(("10.0.0.1 " + line).trim()).rate().probesPerSecond();
    }
}

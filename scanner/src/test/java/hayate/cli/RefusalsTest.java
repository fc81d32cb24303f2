package hayate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with a command line is said in one line that names it; nothing else is. */
class RefusalsTest {
    private final ProgramHarness program = new ProgramHarness();

    private void assertRefused(List<String> arguments, String... parts) {
        assertThat(program.run(arguments)).as(arguments + ": " + program.err).isEqualTo(ExitCode.USAGE);
        assertThat(program.err)
                .startsWith("hayate: ")
                .endsWith("\n")
                .hasLineCount(1)
                .contains(parts);
        assertThat(program.out).isEmpty();
        assertThat(program.config).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-O",
                "-A",
                "-sC",
                "--script",
                "--script=default",
                "-sU",
                "-PU",
                "-sM",
                "-6",
                "--traceroute",
                "-iR"
            })
    void shouldSayWhatIsNotAvailableYet(String option) {
        assertRefused(List.of(option, "10.0.0.1"), option.split("=")[0], "not available yet");
        assertRefused(List.of("10.0.0.1", option), option.split("=")[0], "not available yet");
    }

    @ParameterizedTest
    @CsvSource({
        "--max-scan-delay,--min-rate",
        "--min-parallelism,--min-rate",
        "--min-hostgroup,--max-rate-per-host",
        "--max-hostgroup,--max-rate-per-host",
        "--defeat-rst-ratelimit,slower"
    })
    void shouldRefuseWhatMeansNothingHereWithTheWayToSayIt(String option, String instead) {
        assertRefused(List.of("10.0.0.1", option, "5"), option, "refused", instead);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-D", "-f", "-S", "--spoof-mac", "--data-length"})
    void shouldRefuseEvasionForGood(String option) {
        assertRefused(List.of("10.0.0.1", option), option, "refused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--interactive",
                "--unprivileged",
                "--echo",
                "--range",
                "--rotate",
                "--http-user-agent",
                "--output-module",
                "--probe-module",
                "--dryrun",
                "--max-targets",
                "--log-file",
                "--sender-threads",
                "--source-mac",
                "-o",
                "-B",
                "-M"
            })
    void shouldSayWhatStandsInPlaceOfOtherScannersOptions(String option) {
        assertRefused(List.of("10.0.0.1", option), option + "' is ", " ");
        assertThat(program.err).doesNotContain("unknown option");
    }

    @ParameterizedTest
    @CsvSource({
        "--rat,--rate",
        "--reties,--retries",
        "--exlude,--exclude",
        "--mteadata,--metadata",
        "-oj,-oJ",
        "-il,-iL",
        "--backnd=ip,--backend",
        "--no-colour,--no-color",
        "--top-prots,--top-ports",
        "--shrad,--shard"
    })
    void shouldSuggestTheOptionThatWasMeant(String typed, String meant) {
        assertRefused(List.of("10.0.0.1", typed), typed, "did you mean " + meant + "?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-T6",
                "-T 44",
                "-T fast",
                "--rate 0",
                "--rate -1",
                "--rate automatic",
                "--target-coverage 100",
                "--target-coverage lots",
                "--rate 1x",
                "--rate 2g",
                "--max-rate nan",
                "--min-rate 1e3",
                "--max-rate-per-host 0",
                "--scan-delay 0",
                "--scan-delay 100",
                "--scan-delay fast",
                "--host-timeout 10000",
                "--host-timeout -1",
                "--host-timeout 2d",
                "--max-rtt-timeout 4ms",
                "--max-rtt-timeout 200",
                "--min-rtt-timeout 0",
                "--initial-rtt-timeout x",
                "--max-parallelism 0 -sT",
                "--max-rate-per-net 0/24=5",
                "--max-rate-per-net /32=5",
                "--max-rate-per-net /0=5",
                "--max-rate-per-net 24",
                "--retries 16",
                "--retries -1",
                "--retries x",
                "--ttl 0",
                "--ttl 256",
                "--senders 0",
                "--senders 65",
                "--wait -1",
                "--wait 25h",
                "--wait 1d",
                "--stats-every 0",
                "--stats-every 99ms",
                "--top-ports 0",
                "--top-ports 65536",
                "--top-ports 99999999999",
                "--source-port 0",
                "--source-port 65521",
                "--source-port 65536",
                "--source-ip 192.0.2.6",
                "--source-ip 224.0.0.1",
                "--source-ip 1.2.3",
                "-e eth1",
                "--router-mac 01:00:5e:00:00:01",
                "--router-mac 0:0:0:0:0:0",
                "--router-mac xyz",
                "--backend dpdk",
                "--tcp-options none",
                "--seed x",
                "--seed 99999999999999999999",
                "--states opened",
                "--states open,",
                "-oJ /nonexistent/x",
                "-oJ /",
                "-oJ /tmp",
                "--metadata -",
                "--checkpoint -",
                "-p 65536",
                "-p 9-3",
                "-p U:53",
                "-iL /nonexistent/list",
                "--open-from /nonexistent/list",
                "--excludefile /nonexistent/list",
                "--scope /nonexistent/list",
                "--datadir /nonexistent/folder",
                "--datadir /dev",
                "--servicedb /nonexistent/list",
                "--servicedb /dev/null"
            })
    void shouldRefuseAValueAndNameIt(String optionAndValue) {
        String[] words = optionAndValue.split(" ");
        List<String> arguments = new ArrayList<>(List.of("10.0.0.1"));
        arguments.addAll(List.of(words));
        String value = words.length > 1 ? words[1] : words[0].substring(2);
        assertRefused(arguments, value.endsWith(",") ? "''" : value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-p", "-oJ", "--rate", "-T", "-iL", "--resume", "-e"})
    void shouldSayWhatALackingValueLooksLike(String option) {
        assertRefused(List.of("10.0.0.1", option), option + " lacks its value: ");
        assertRefused(List.of("10.0.0.1", option, "-n"), option + " lacks its value: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--shard 1/2|--seed",
                "--seed 1 --shard 3/2|3/2",
                "--seed 1 --shard 0/2|0/2",
                "--seed 1 --shard 2|'2'",
                "-p 1 -p 2|-p",
                "--rate 1 --rate=2|--rate",
                "-n -R|-R",
                "-p 1 -F|-F",
                "-F --top-ports 3|--top-ports",
                "-sS -sL|-sL",
                "--open --states all|--states",
                "-oJ - -oL -|'-'",
                "-oJ /tmp/hy-a -oL /tmp/./hy-a|hy-a",
                "--format masscan-json|-oJ",
                "--append-output|--append-output",
                "--append-output -oJ -|--append-output",
                "--append-output --format masscan-json -oJ /tmp/hy-a|masscan-json",
                "-sL -oJ -|-oJ",
                "--checkpoint /tmp/hy-c --no-checkpoint|--no-checkpoint",
                "--min-rate 3 --max-rate 2|--max-rate 2",
                "--min-rate 3 --rate 2|--rate 2",
                "--max-rate-per-net /24=5 --max-rate-per-net 24=6|24=6",
                "--max-rate-per-host 5 --senders 2|--senders",
                "--min-rtt-timeout 1s --max-rtt-timeout 900ms|900ms",
                "--initial-rtt-timeout 2s --max-rtt-timeout 900ms|900ms",
                "--min-rtt-timeout 1s --initial-rtt-timeout 900ms|900ms",
                "--max-parallelism 5|-sT",
                "--host-timeout 1m 10.0.0.0/9|4194304",
                "--open=maybe|maybe",
                "-exclude 10.0.0.1|excluded",
                "-exclud 10.0.0.1|xclud",
                "--resume x|target",
                "--resume x -p 1|-p"
            })
    void shouldRefuseContradictions(String options, String part) {
        List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
        if (!part.equals("-p") || !options.startsWith("--resume")) {
            arguments.add("10.0.0.1");
        }
        assertRefused(arguments, part.equals("target") ? "10.0.0.1" : part);
    }

    @Test
    void shouldHintAtTargetsWhenThereAreNone() {
        assertRefused(List.of(), "no target", "-iL", "--help");
        assertRefused(List.of("-p", "80"), "no target");
    }

    @Test
    void shouldPointOutTypographicDashes() {
        assertRefused(List.of("\u2013sS", "10.0.0.1"), "U+2013", "\u2013sS");
        assertRefused(List.of("10.0.0.1", "\u2014rate", "5"), "U+2014");
    }

    @Test
    void shouldStayOnOneLineWhateverWasTyped() {
        assertRefused(List.of("--a\nb\u2028c\u0007", "10.0.0.1"), "\\u000a");
        assertRefused(List.of("10.0.0.1", "--rate", "9\n9"), "\\u000a");
        assertRefused(List.of("10.0.0.1", "-oJ", "a\0b"), "\\u0000");
        assertRefused(List.of("--resume", "a\0b"), "\\u0000");
        assertRefused(List.of("x".repeat(5000)), "x");
        assertThat(program.err).hasSizeLessThan(600);
    }

    @Test
    void shouldNeverDoAnythingButRunOrRefuse(@TempDir Path folder) {
        List<String> words = new ArrayList<>(List.of(
                "10.0.0.1",
                "10.0.0.0/28",
                "two.test",
                "-",
                "",
                "--",
                "-v",
                "-vv",
                "=",
                "-p",
                "22",
                "1-3",
                "-1",
                "-p-",
                "-T",
                "4",
                "10k",
                "@x",
                "-Xx",
                "--=",
                "-=",
                "---",
                "1/2",
                "\u2013x",
                "a\nb",
                "a\0b",
                "help",
                "demo",
                "rates",
                "all",
                "/",
                "/nonexistent/x",
                folder.resolve("f").toString(),
                "0x1",
                "-nRv",
                "${x}"));
        for (CliOption option : CliOption.values()) {
            for (String name : option.names()) {
                words.addAll(List.of(name, name + "=1", name + "1", name + "="));
            }
        }
        SplittableRandom seeds = new SplittableRandom(20261122);
        for (int round = 0; round < 3000; round++) {
            SplittableRandom random = new SplittableRandom(seeds.nextLong());
            List<String> line = new ArrayList<>();
            for (int i = random.nextInt(7); i >= 0; i--) {
                line.add(words.get(random.nextInt(words.size())));
            }
            int code = program.run(line);
            boolean isDemo = line.get(0).equals("demo");
            assertThat(code).as("%s: %s", line, program.err).isIn(isDemo ? List.of(39 + line.size()) : List.of(0, 2));
            assertThat(program.err).as("%s", line).doesNotContain("\tat ").doesNotContain("internal error");
            if (code == ExitCode.USAGE) {
                assertThat(program.err).as("%s", line).startsWith("hayate: ").hasLineCount(1);
            }
        }
    }
}

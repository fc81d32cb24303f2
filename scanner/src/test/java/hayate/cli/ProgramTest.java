package hayate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.net.Errno;
import hayate.net.NativeException;
import hayate.output.CheckpointException;
import hayate.scan.ScanConfig;
import hayate.scan.Version;
import hayate.send.SendConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProgramTest {
    private final ProgramHarness program = new ProgramHarness();

    @Test
    void shouldSayWhatToTypeWithoutPrivilegeBeforeAnythingIsDone() {
        program.rawSockets = false;
        assertThat(program.run(List.of("10.0.0.1", "-sS", "-oJ", "my file"))).isEqualTo(ExitCode.NO_PRIVILEGE);
        assertThat(program.err)
                .hasLineCount(1)
                .contains("sudo hayate 10.0.0.1 -sS -oJ 'my file'")
                .contains("setcap");
        assertThat(program.config).isNull();
        assertThat(program.run("-sL 10.0.0.1")).isEqualTo(ExitCode.DONE);
        assertThat(program.run("10.0.0.1")).isEqualTo(ExitCode.DONE);
        assertThat(program.config.send().backend()).isEqualTo(SendConfig.Backend.CONNECT);
        program.rawSockets = true;
        program.firewall = false;
        assertThat(program.run("10.0.0.1")).isEqualTo(ExitCode.DONE);
        assertThat(program.run("10.0.0.1 --no-kernel-rst")).isEqualTo(ExitCode.NO_PRIVILEGE);
        assertThat(program.err).hasLineCount(1).contains("--no-kernel-rst");
    }

    @Test
    void shouldTurnFailuresOfAScanIntoCodesAndOneLine() {
        assertFailure(
                new NativeException("socket(AF_PACKET)", ProgramHarness.errnoOf(Errno.EPERM)),
                77,
                "sudo hayate 10.0.0.1");
        assertFailure(new NativeException("bind(eth0)", 9999), 1, "bind(eth0)");
        assertFailure(new CheckpointException("x: damaged"), 2, "x: damaged");
        assertFailure(new UncheckedIOException(new IOException("disk full")), 1, "disk full");
        assertFailure(new OutOfMemoryError("Java heap space"), 1, "out of memory");
        assertFailure(
                new IllegalStateException("two\nlines"), 1, "internal error: IllegalStateException: two lines (-d");
    }

    private void assertFailure(Throwable failure, int code, String part) {
        program.scanner = config -> {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        };
        assertThat(program.run("10.0.0.1")).as(program.err).isEqualTo(code);
        assertThat(program.err).hasLineCount(1).contains(part);
    }

    @Test
    void shouldShowTheTraceOnlyWhenDebugging() {
        program.scanner = config -> {
            throw new IllegalStateException("boom");
        };
        program.run("10.0.0.1 -v");
        assertThat(program.err).doesNotContain("\tat ");
        program.run("10.0.0.1 -vd");
        assertThat(program.err).contains("\tat ");
    }

    @Test
    void shouldPassOnTheExitCodeOfTheScanAndOfSubcommands() {
        program.scanner = config -> ExitCode.INCOMPLETE;
        assertThat(program.run("10.0.0.1")).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(program.run("demo --x y")).isEqualTo(42);
    }

    @Test
    void shouldResumeWithTheStoredCommandLineNamesSeedAndStart() {
        List<String> first = List.of("gone.test", "-p", "1", "-v", "--rate", "7", "--metadata", "%Y");
        program.checkpoints = Map.of(
                "c", new StoredScan(first, Map.of("gone.test", List.of(0x0A000009)), 99, 1_000_000_000_000_000_000L));
        assertThat(program.run("--resume c --stats-every 2s -d"))
                .as(program.err)
                .isEqualTo(ExitCode.DONE);
        ScanConfig config = program.config;
        assertThat(config.resume()).contains(Path.of("c"));
        assertThat(config.seed()).isEqualTo(99);
        assertThat(config.space().contains(0x0A000009, 1)).isTrue();
        assertThat(config.rate().probesPerSecond()).isEqualTo(7);
        assertThat(config.arguments()).isEqualTo(first);
        assertThat(config.output().metadata()).contains(Path.of("2001"));
        assertThat(config.verbosity().verbose()).isEqualTo(1);
        assertThat(config.verbosity().debug()).isEqualTo(1);
        assertThat(config.verbosity().statsEveryNs()).isEqualTo(OptionalLong.of(2_000_000_000L));
    }

    @Test
    void shouldListTargetsWithoutScanning() {
        assertThat(program.run("-sL 10.0.0.254-10.0.1.1")).isZero();
        assertThat(program.out).isEqualTo("10.0.0.254\n10.0.0.255\n10.0.1.0\n10.0.1.1\n");
        assertThat(program.config).isNull();
        program.run("-sL 10.0.0.1 -p 22,80");
        assertThat(program.out).isEqualTo("10.0.0.1:22\n10.0.0.1:80\n");
    }

    @Test
    void shouldListTheShardsOfASeedDisjointAndComplete() {
        program.run("-sL 10.0.0.0/28 -p 1-3 --seed 5");
        List<String> whole = program.out.lines().toList();
        program.run("-sL 10.0.0.0/28 -p 1-3 --seed 5 --shard 1/2");
        List<String> one = program.out.lines().toList();
        program.run("-sL 10.0.0.0/28 -p 1-3 --seed 5 --shard 2/2");
        List<String> two = program.out.lines().toList();
        assertThat(whole).hasSize(48).doesNotHaveDuplicates();
        for (int i = 0; i < whole.size(); i++) {
            assertThat(whole.get(i)).isEqualTo((i % 2 == 0 ? one : two).get(i / 2));
        }
    }

    @Test
    void shouldDocumentEveryOptionWithinAHundredColumns() {
        assertThat(program.run("--help")).isZero();
        String help = program.out;
        for (CliOption option : CliOption.values()) {
            assertThat(help).contains(option.names());
        }
        assertThat(help.lines()).allMatch(line -> line.length() <= 100);
        for (String topic : HelpText.TOPICS) {
            assertThat(program.run("help " + topic)).isZero();
            assertThat(program.out).isNotBlank();
            assertThat(help).contains(topic);
        }
        for (String code : new String[] {"0 ", "1 ", "2 ", "3 ", "77 ", "130 ", "143 "}) {
            assertThat(help.substring(help.indexOf("EXIT CODES"))).contains(code);
        }
    }

    @Test
    void shouldPrintTheVersionOfTheProject() throws IOException {
        assertThat(program.run("--version")).isZero();
        assertThat(program.out).startsWith("hayate " + Version.NUMBER + " (Java ");
        String project = Files.readString(Path.of("pom.xml"), StandardCharsets.UTF_8);
        assertThat(project).contains("<version>" + Version.NUMBER + "</version>");
    }
}

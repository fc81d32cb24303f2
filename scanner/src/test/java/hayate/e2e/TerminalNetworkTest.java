package hayate.e2e;

import static hayate.e2e.TestWorld.FAR;
import static hayate.e2e.TestWorld.NEAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hayate.e2e.Hayate.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What is around a scan: a terminal with keys (of {@code script}(1)), none at all as under cron, a pipe that breaks. */
@Tag("network")
@Execution(ExecutionMode.CONCURRENT)
class TerminalNetworkTest {
    private static final int WAIT_SECONDS = 60;
    private static final String CTRL_C = "\003";
    private static final String CTRL_Z = "\032";
    /** Longer than any of these tests. */
    private static final Object[] LONG = {"10.0.0.0/20", "-p", "80", "-Pn", "-n", "--rate", "100"};

    private static TestWorld world;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeWorld() {
        world = TestWorld.veth();
    }

    @AfterAll
    static void removeWorld() {
        if (world != null) {
            world.close();
        }
    }

    private static String quoted(List<String> words) {
        return String.join(" ", words.stream().map(word -> "'" + word + "'").toList());
    }

    /** A shell on a terminal of its own; keys are what is written to its standard input. */
    private Process terminal(String script) throws IOException {
        assumeTrue(Shell.has("script"), "no script(1)");
        return new ProcessBuilder(
                        "script",
                        "-q",
                        "-e",
                        "-f",
                        "-c",
                        script,
                        folder.resolve("screen").toString())
                .redirectOutput(Redirect.DISCARD)
                .redirectErrorStream(true)
                .start();
    }

    private String screen() throws IOException {
        Path file = folder.resolve("screen");
        return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    }

    private void awaitScreen(String text, Process process) throws Exception {
        for (int i = 0; i < 20 * WAIT_SECONDS && !screen().contains(text) && process.isAlive(); i++) {
            Thread.sleep(50);
        }
        assertThat(screen()).contains(text);
    }

    /** A line that stays: the status line has no end. */
    private void awaitLine(String text, Process process) throws Exception {
        Pattern line = Pattern.compile(Pattern.quote(text) + "[^\\r\\n]*\\r*\\n");
        for (int i = 0; i < 20 * WAIT_SECONDS && !line.matcher(screen()).find() && process.isAlive(); i++) {
            Thread.sleep(50);
        }
        assertThat(screen()).containsPattern(line);
    }

    private static void press(Process process, String keys) throws IOException {
        OutputStream input = process.getOutputStream();
        input.write(keys.getBytes(StandardCharsets.US_ASCII));
        input.flush();
    }

    private String modes(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    /** A shell that lives on after an interrupt: without the trap dash does not, bash does. */
    private String betweenModes(List<String> command) {
        return "trap : INT; stty -g > " + folder.resolve("before") + "; " + quoted(command)
                + "; echo code $?; stty -g > " + folder.resolve("after");
    }

    @Test
    void shouldObeyKeysAndPutTheTerminalBackAfterAnInterrupt() throws Exception {
        Process process = terminal(betweenModes(Hayate.command(world, NEAR, LONG)));
        awaitScreen("pps", process);
        press(process, "v");
        awaitScreen("verbosity raised to 1", process);
        press(process, "VdD?");
        awaitScreen("verbosity lowered to 0", process);
        awaitScreen("debugging raised to 1", process);
        awaitScreen("debugging lowered to 0", process);
        awaitScreen("any other key", process);
        press(process, "p");
        awaitScreen("SENT (", process);
        press(process, "P");
        awaitScreen("packets are no longer shown", process);
        press(process, " ");
        awaitLine(" pps  open 0 ", process);
        assertThat(Shell.run("stty -g < /proc/" + scan(process) + "/fd/0", Map.of())
                        .strip())
                .as("modes while it runs")
                .isNotEqualTo(modes("before").strip());
        press(process, CTRL_C);
        assertThat(process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(screen()).contains("code 130");
        assertThat(modes("after")).isEqualTo(modes("before"));
    }

    /** The pid of the program under a terminal. */
    private static long scan(Process process) {
        return process.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow()
                .pid();
    }

    @Test
    void shouldPutTheTerminalBackWhenTerminated() throws Exception {
        Process process = terminal(betweenModes(Hayate.command(world, NEAR, LONG)));
        awaitScreen("pps", process);
        press(process, "v");
        awaitScreen("verbosity raised", process);
        Shell.run("kill -TERM " + scan(process), Map.of());
        assertThat(process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(screen()).contains("code 143");
        assertThat(modes("after")).isEqualTo(modes("before"));
    }

    /** dash leaves the terminal to a stopped job as that set it. */
    @Test
    void shouldPutTheTerminalBackWhileItIsStopped() throws Exception {
        String script = "set -m; trap : INT; stty -g > " + folder.resolve("before") + "; "
                + quoted(Hayate.command(world, NEAR, LONG)) + "; echo stopped $?; stty -g > "
                + folder.resolve("stopped")
                + "; read line; fg; echo code $?; stty -g > " + folder.resolve("after");
        Process process = terminal(script);
        awaitScreen("pps", process);
        press(process, "v");
        awaitScreen("verbosity raised to 1", process);
        press(process, CTRL_Z);
        awaitScreen("stopped 148", process);
        press(process, "\n");
        while (process.isAlive() && !screen().contains("verbosity raised to 2")) {
            press(process, "v");
            Thread.sleep(100);
        }
        press(process, CTRL_C);
        assertThat(process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(screen()).contains("code 130");
        assertThat(modes("stopped")).isEqualTo(modes("before"));
        assertThat(modes("after")).isEqualTo(modes("before"));
    }

    @Test
    void shouldScanForItsFilesWhereStandardOutputIsClosed() throws Exception {
        Path xml = folder.resolve("scan.xml");
        Path err = folder.resolve("err");
        List<String> command = Hayate.command(world, NEAR, "10.0.0.1", "-p", "1-10", "-Pn", "-n", "-oX", xml);
        int code = new ProcessBuilder("sh", "-c", quoted(command) + " >&- 2>" + err)
                .start()
                .waitFor();
        assertThat(code).as(Files.readString(err)).isZero();
        assertThat(Files.readString(xml)).contains("exit=\"success\"");
    }

    @Test
    void shouldRunInTheBackgroundOfATerminalWithoutReadingItsKeys() throws Exception {
        List<String> command = Hayate.command(world, NEAR, "10.0.0.1", "-p", "1-100", "-Pn", "-n", "--rate", "100");
        Process process = terminal(
                "set -m; " + quoted(command) + " & wait $!; echo code $?; stty -g > " + folder.resolve("after"));
        press(process, "vvv");
        assertThat(process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)).as(screen()).isTrue();
        assertThat(screen()).contains("code 0").doesNotContain("verbosity raised");
    }

    @Test
    void shouldReadNoKeysIfToldSo() throws Exception {
        List<String> command = Hayate.command(
                world, NEAR, "10.0.0.1", "-p", "1-100", "-Pn", "-n", "--rate", "100", "--noninteractive");
        Process process = terminal(quoted(command) + "; echo code $?");
        press(process, "vvv");
        assertThat(process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)).as(screen()).isTrue();
        assertThat(screen()).contains("code 0").doesNotContain("verbosity raised");
    }

    @Test
    void shouldWriteDatedReportsUnderCron() throws Exception {
        List<String> command =
                Hayate.command(world, NEAR, "10.0.0.1", "-n", "-p", "1-50", "-q", "-oA", folder.resolve("log-%Y%m%d"));
        Path said = folder.resolve("said");
        Path java = Path.of(command.get(4));
        // No environment, no home, a folder that nobody can write to, nothing to read.
        Shell.Result result = Shell.attempt(
                List.of(
                        "sh",
                        "-c",
                        "cd /proc && exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin " + quoted(command)
                                + " < /dev/null > " + said + " 2>&1"),
                Map.of());
        assertThat(result.exitCode()).as(Files.readString(said)).isZero();
        assertThat(java).exists();
        assertThat(said).isEmptyFile();
        List<String> names;
        try (Stream<Path> files = Files.list(folder)) {
            names = files.map(file -> file.getFileName().toString()).sorted().toList();
        }
        assertThat(names).hasSize(4).contains("said");
        assertThat(String.join(" ", names)).matches("log-\\d{8}\\.gnmap log-\\d{8}\\.nmap log-\\d{8}\\.xml said");
        for (String name : names.subList(0, 3)) {
            assertThat(Files.readString(folder.resolve(name))).contains("10.0.0.1");
        }
    }

    @Test
    void shouldEndWhenNobodyReadsTheReport() throws Exception {
        Path code = folder.resolve("code");
        Path err = folder.resolve("err");
        Path normal = folder.resolve("normal");
        List<String> command = new ArrayList<>(Hayate.command(world, NEAR, LONG));
        command.addAll(List.of("-oX", "-", "-oN", normal.toString()));
        Shell.Result result = Shell.attempt(
                List.of("sh", "-c", "{ " + quoted(command) + " 2>" + err + "; echo $? >" + code + "; } | head -n 1"),
                Map.of());
        assertThat(result.output()).startsWith("<?xml");
        assertThat(Files.readString(code).strip()).as(Files.readString(err)).isEqualTo("3");
        assertThat(Files.readString(err))
                .contains("nobody reads standard output any more; go on with: hayate --resume");
        assertThat(Files.readString(normal)).startsWith("# hayate").contains("# hayate stopped (interrupted)");
    }

    @Test
    void shouldGoOnAfterAnInterruptWhileServicesAreAsked() throws Exception {
        Path xml = folder.resolve("scan.xml");
        world.listen(FAR, 8443);
        try (Hayate scan = Hayate.start(
                world, NEAR, "10.0.0.1", "-p", "8443", "-Pn", "-n", "-sV", "-v", "--version-all", "-oX", xml)) {
            while (scan.isAlive() && !scan.printed().contains("Discovered open port")) {
                Thread.sleep(20);
            }
            Thread.sleep(500);
            Outcome cut = scan.signal("INT").await();
            assertThat(cut.exitCode()).as(cut.err()).isEqualTo(130);
            assertThat(cut.err()).contains("--resume " + xml + ".checkpoint");
        }
        assertThat(Files.readString(xml)).contains("exit=\"error\"");
        world.rules(FAR, """
                table ip gone {
                    chain input { type filter hook input priority 0; tcp dport 8443 reject with tcp reset; }
                }
                """);
        Outcome resumed = Hayate.run(world, NEAR, "--resume", xml + ".checkpoint");
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(Files.readString(xml)).contains("exit=\"success\"", "portid=\"8443\"><state state=\"open\"");
        assertThat(Path.of(xml + ".checkpoint")).doesNotExist();
    }
}

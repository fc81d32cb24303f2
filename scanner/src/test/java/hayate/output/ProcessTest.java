package hayate.output;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.Seeds;
import hayate.output.OutputConfig.Format;
import hayate.result.Finding;
import hayate.result.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes: killed with SIGKILL, or left without a reader. */
class ProcessTest {
    /** A whole check, on two JDKs, kills twenty times. */
    private static final int KILLS = Integer.getInteger("hayate.kills", 10);

    private static final int FINDINGS = 20_000;

    @TempDir
    Path folder;

    private ProcessBuilder victim(Path home, long seed, int findings, int findingsPerMs) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-ea",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ScanVictim.class.getName(),
                        home.toString(),
                        String.valueOf(seed),
                        String.valueOf(findings),
                        String.valueOf(findingsPerMs))
                .redirectError(
                        ProcessBuilder.Redirect.appendTo(home.resolve("stderr").toFile()));
    }

    private long timeOfOne() throws Exception {
        Path home = Files.createDirectory(folder.resolve("timed"));
        long startNs = System.nanoTime();
        Process process = victim(home, 0, FINDINGS, 12)
                .redirectOutput(home.resolve("stdout").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Math.max(4, (System.nanoTime() - startNs) / 1_000_000);
    }

    @Test
    @Tag("slow")
    void shouldLoseNothingToKills() throws Exception {
        long seed = Seeds.seed();
        SplittableRandom random = new SplittableRandom(seed);
        int killed = 0;
        // A machine's speed decides when a scan is under way: one is timed first, and whoever ends sooner corrects it.
        long wholeMs = timeOfOne();
        for (int scan = 0; killed < KILLS; scan++) {
            int killedBefore = killed;
            Path home = Files.createDirectory(folder.resolve("scan" + scan));
            int exit;
            do {
                Process process = victim(home, scan, FINDINGS, 12)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(
                                home.resolve("stdout").toFile()))
                        .start();
                int lifeMs = killed < KILLS ? (int) (wholeMs / 4 + random.nextLong(wholeMs * 3 / 4)) : 60_000;
                if (!process.waitFor(lifeMs, TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly().waitFor();
                    killed++;
                }
                exit = process.exitValue();
            } while (exit == 137);
            wholeMs = killed > killedBefore ? wholeMs : Math.max(4, wholeMs * 3 / 4);
            assertThat(exit)
                    .as("seed %d: %s", seed, Files.readString(home.resolve("stderr")))
                    .isZero();
            assertWhole(home, scan, "seed " + seed + ", scan " + scan);
        }
        assertThat(killed).isGreaterThanOrEqualTo(KILLS);
    }

    private static void assertWhole(Path home, long scan, String description) throws IOException {
        List<Finding> truth = Samples.shuffled(new SplittableRandom(scan), FINDINGS).stream()
                .filter(finding -> ScanVictim.SHOWN.contains(finding.state))
                .toList();
        String[] names = {"json", "list", "masscan_json"};
        Format[] formats = {Format.JSON, Format.LIST, Format.MASSCAN_JSON};
        for (int i = 0; i < names.length; i++) {
            String expected = Samples.rendered(formats[i], truth, ScanVictim.SHOWN, Samples.identity(FINDINGS));
            assertSameLines(description + " " + names[i], Files.readString(home.resolve(names[i])), expected);
        }
        Set<String> printed = new HashSet<>(Files.readAllLines(home.resolve("stdout")));
        Set<String> expected =
                new HashSet<>(Samples.rendered(Format.QUIET, truth, ScanVictim.SHOWN, Samples.identity(FINDINGS))
                        .lines()
                        .toList());
        assertThat(printed.containsAll(expected)).as(description + " stdout").isTrue();
        assertThat(home.resolve("scan.checkpoint")).doesNotExist();
    }

    /** Each line as often as in the truth; the order is the kills' affair. */
    private static void assertSameLines(String description, String actual, String expected) {
        List<String> lines =
                actual.lines().filter(line -> !line.equals("# end")).sorted().toList();
        assertThat(lines.equals(expected.lines().sorted().toList()))
                .as(description)
                .isTrue();
    }

    @Test
    void shouldEndQuietlyWhenNobodyReadsStandardOutputAnyMore() throws Exception {
        Process process = victim(folder, 1, FINDINGS, 4).start();
        try (var stdout = process.getInputStream()) {
            assertThat(stdout.readNBytes(100)).hasSize(100);
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(3);
        assertThat(folder.resolve("stderr")).isEmptyFile();
        List<String> saved = Files.readAllLines(folder.resolve("json"));
        try (ResumeState state = ResumeState.load(folder.resolve("scan.checkpoint"))) {
            long[] shown = {0};
            state.forEachFinding(f -> shown[0] += f.state == State.FILTERED ? 0 : 1);
            assertThat(saved).hasSize((int) shown[0]).hasSizeBetween(10, FINDINGS - 1);
            // None at all if the pipe broke within the first batch: a batch counts once all of it was taken.
            assertThat(state.printedFindings()).isLessThan(state.findings());
        }
        assertThat(Files.readString(folder.resolve("masscan_json"))).endsWith("} ] }\n]\n");
        assertThat(Files.readString(folder.resolve("list"))).endsWith("# end\n");
    }

    @Test
    void shouldKeepFilesGoingWhileStandardOutputIsBlocked() throws Exception {
        Process process = victim(folder, 1, 8_000, 8).start();
        try (var stdout = process.getInputStream()) {
            long size = 0;
            for (int i = 0; i < 300 && size < 400_000; i++) {
                Thread.sleep(100);
                Path json = folder.resolve("json");
                size = Files.exists(json) ? Files.size(json) : 0;
            }
            assertThat(size)
                    .as("bytes saved while 64 KiB of pipe and 64 KiB of buffer were full")
                    .isGreaterThan(400_000);
            assertThat(process.isAlive()).isTrue();
            assertThat(new String(stdout.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII)
                            .lines()
                            .count())
                    .isEqualTo(Files.readAllLines(folder.resolve("json")).size());
        }
        assertThat(process.waitFor()).isZero();
    }
}

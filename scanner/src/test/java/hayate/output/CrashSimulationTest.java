package hayate.output;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.output.OutputConfig.Format;
import hayate.output.OutputConfig.Output;
import hayate.result.Finding;
import hayate.result.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scan whose process is killed at every single step of its file work, and resumed, again and again. */
class CrashSimulationTest {
    private static final EnumSet<State> SHOWN = EnumSet.of(State.OPEN, State.CLOSED);

    @TempDir
    Path folder;

    /** One simulated scan over all its lives. */
    private static final class Life {
        final SplittableRandom random;
        final List<Finding> truth;
        final ScanIdentity identity;
        final Path base;
        final Path checkpoint;
        final OutputConfig config;

        Life(Path base, long seed, int findings) throws IOException {
            this.base = Files.createDirectories(base);
            this.random = new SplittableRandom(seed);
            this.truth = Samples.shuffled(random, findings);
            this.identity = Samples.identity(findings);
            this.checkpoint = base.resolve("scan.checkpoint");
            this.config = Samples.config(base, Optional.of(checkpoint), SHOWN);
        }

        /** Runs until the end or the crash; true if it ended. */
        boolean run(FaultyStorage storage, boolean complete) throws IOException {
            try {
                live(storage, complete);
                return true;
            } catch (FaultyStorage.Crash e) {
                return false;
            } finally {
                storage.closeAll();
            }
        }

        private void live(FaultyStorage storage, boolean complete) throws IOException {
            Set<Long> known = new HashSet<>();
            int safeStep = 0;
            OutputSet outputs;
            CheckpointStore store;
            ScanProgress start = ScanProgress.START;
            if (Files.exists(checkpoint)) {
                ResumeState state = ResumeState.load(checkpoint, storage);
                assertThat(state.identity()).isEqualTo(identity);
                state.requirePlan("digest-1");
                List<Finding> journaled = new ArrayList<>();
                state.forEachFinding(finding -> journaled.add(Samples.copy(finding)));
                assertThat(journaled).extracting(f -> f.index).doesNotHaveDuplicates();
                outputs = OutputSet.resume(state, Samples.SERVICES, this::warn, storage);
                assertOutputs(journaled, false);
                journaled.forEach(finding -> known.add(finding.index));
                start = state.progress();
                safeStep = (int) start.safeStep();
                store = CheckpointStore.resume(state, this::warn, storage);
            } else {
                store = CheckpointStore.create(checkpoint, identity, this::warn, storage);
                outputs = OutputSet.open(config, true, Samples.SERVICES, identity, this::warn, storage);
            }
            scan(outputs, store, start, safeStep, known, complete);
        }

        private void scan(
                OutputSet outputs,
                CheckpointStore store,
                ScanProgress start,
                int safeStep,
                Set<Long> known,
                boolean complete) {
            ManualClock clock = new ManualClock();
            int[] next = {safeStep};
            Reporter reporter = new Reporter(
                    (sink, limit) -> {
                        int wanted = Math.min(limit, random.nextInt(6));
                        int given = 0;
                        while (given < wanted && next[0] < truth.size()) {
                            Finding finding = truth.get(next[0]++);
                            if (known.add(finding.index)) {
                                sink.onFinding(finding);
                                given++;
                            }
                        }
                        return given;
                    },
                    outputs,
                    Optional.of(store),
                    clock);
            reporter.start(start);
            int stopAt = complete ? truth.size() : random.nextInt(truth.size());
            while (next[0] < stopAt) {
                reporter.doWork();
                clock.nowNs += random.nextLong(8_000_000);
                if (random.nextInt(8) == 0) {
                    reporter.requestCheckpoint(progress(next[0]));
                }
            }
            reporter.finish(progress(next[0]), complete);
            reporter.onClose();
            assertThat(reporter.problems()).isEmpty();
        }

        private ScanProgress progress(long step) {
            return new ScanProgress(
                    1, 0, step, List.of(new ScanProgress.Stretch(2, 5)), Map.of("sent", step), step * 1000);
        }

        private void warn(String text) {
            throw new AssertionError(text);
        }

        void assertOutputs(List<Finding> findings, boolean ended) throws IOException {
            for (Output output : config.outputs()) {
                String expected = Samples.rendered(output.format(), findings, SHOWN, identity);
                String actual = Files.readString(output.file(), StandardCharsets.UTF_8);
                if (ended && (output.format() == Format.LIST || output.format() == Format.GREPABLE)) {
                    assertThat(actual).startsWith(expected);
                    assertThat(actual.substring(expected.length())).matches("# (end|hayate done at .*)\n");
                } else {
                    assertThat(actual).as(output.format().name()).isEqualTo(expected);
                }
            }
        }

        /** The outputs are the truth, each target once, and nothing is left to resume. */
        void assertWhole() throws IOException {
            String json = Files.readString(base.resolve("json"), StandardCharsets.UTF_8);
            Map<String, Finding> byLine = new java.util.HashMap<>();
            for (Finding finding : truth) {
                if (SHOWN.contains(finding.state)) {
                    byLine.put(Samples.rendered(Format.JSON, List.of(finding), SHOWN, identity), finding);
                }
            }
            List<String> lines = json.lines().map(line -> line + "\n").toList();
            assertThat(lines).containsExactlyInAnyOrderElementsOf(byLine.keySet());
            assertOutputs(lines.stream().map(byLine::get).toList(), true);
            assertThat(checkpoint).doesNotExist();
            assertThat(Journal.pathOf(checkpoint)).doesNotExist();
        }
    }

    @Test
    void shouldSurviveAKillAtEveryStep() throws IOException {
        int seed = 5;
        FaultyStorage whole = new FaultyStorage(-1);
        Life first = new Life(folder.resolve("whole"), seed, 40);
        assertThat(first.run(whole, true)).isTrue();
        first.assertWhole();
        assertThat(whole.steps()).isGreaterThan(60);
        for (int step = 1; step <= whole.steps(); step++) {
            Life life = new Life(folder.resolve("step" + step), seed, 40);
            assertThat(life.run(new FaultyStorage(step), true))
                    .as("step %d", step)
                    .isFalse();
            boolean overAlready = !Files.exists(life.checkpoint) && step > 40;
            if (!overAlready) {
                assertThat(life.run(new FaultyStorage(-1), true)).isTrue();
                life.assertWhole();
            }
        }
    }

    @Test
    @Tag("slow")
    void shouldSurviveManyKillsAndInterrupts() throws IOException {
        int resumed = 0;
        for (long seed = 0; seed < 150; seed++) {
            Life life = new Life(folder.resolve("seed" + seed), seed, 60);
            SplittableRandom kills = new SplittableRandom(seed);
            try {
                for (int round = 0; round < 6; round++) {
                    life.run(new FaultyStorage(1 + kills.nextInt(120)), false);
                    resumed += Files.exists(life.checkpoint) ? 1 : 0;
                }
                assertThat(life.run(new FaultyStorage(-1), true)).isTrue();
                life.assertWhole();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(resumed).isGreaterThan(300);
    }

    @Test
    void shouldRewriteOutputsThatWereLostOrShortened() throws IOException {
        Life life = new Life(folder.resolve("lost"), 3, 60);
        life.run(new FaultyStorage(-1), false);
        life.run(new FaultyStorage(-1), false);
        Files.delete(life.base.resolve("json"));
        Files.delete(life.base.resolve("masscan_json"));
        Files.write(life.base.resolve("list"), new byte[] {'#', 'm'});
        Files.write(life.base.resolve("text"), new byte[0]);
        assertThat(life.run(new FaultyStorage(-1), true)).isTrue();
        life.assertWhole();
    }
}

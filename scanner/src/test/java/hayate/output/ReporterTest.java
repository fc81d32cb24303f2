package hayate.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.ThreadMXBean;
import hayate.output.OutputConfig.Format;
import hayate.output.OutputConfig.Output;
import hayate.result.Finding;
import hayate.result.State;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReporterTest {
    private static final EnumSet<State> ALL = EnumSet.of(State.OPEN, State.CLOSED, State.FILTERED);

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();
    private final List<String> warnings = new ArrayList<>();

    private OutputSet open(Format format, Path file, boolean append) {
        OutputConfig config =
                new OutputConfig(List.of(new Output(format, file, append)), ALL, Optional.empty(), Optional.empty());
        return OutputSet.open(config, true, Samples.SERVICES, Samples.identity(1_000_000), warnings::add);
    }

    private void end(Reporter reporter, boolean complete) {
        reporter.finish(ScanProgress.START, complete);
        reporter.onClose();
    }

    @Test
    void shouldWriteValidFilesWithoutResults() throws IOException {
        for (boolean complete : new boolean[] {true, false}) {
            for (Format format : Format.values()) {
                Path file = folder.resolve(format + "-" + complete);
                end(new Reporter((sink, limit) -> 0, open(format, file, false), Optional.empty(), clock), complete);
                String text = Files.readString(file);
                switch (format) {
                    case TEXT, QUIET, JSON -> assertThat(text).isEmpty();
                    case LIST -> assertThat(text).isEqualTo("#masscan\n# end\n");
                    case MASSCAN_JSON -> assertThat(text).isEqualTo("[\n]\n");
                    case GREPABLE ->
                        assertThat(text)
                                .matches("# hayate 0\\.1\\.0 scan initiated .*\n# hayate "
                                        + (complete ? "done" : "interrupted") + " at .*\n");
                }
            }
        }
    }

    @Test
    void shouldShowAFindingWithinTheFlushInterval() throws IOException {
        Path file = folder.resolve("quiet");
        List<Finding> queue = new ArrayList<>(List.of(Samples.open(0x0A000001, 80, 1)));
        Reporter reporter = new Reporter(
                (sink, limit) -> {
                    if (queue.isEmpty()) {
                        return 0;
                    }
                    sink.onFinding(queue.remove(0));
                    return 1;
                },
                open(Format.QUIET, file, false),
                Optional.empty(),
                clock);
        assertThat(reporter.doWork()).isEqualTo(1);
        clock.nowNs += Reporter.FLUSH_INTERVAL_NS;
        assertThat(reporter.doWork()).isZero();
        assertThat(file).hasContent("10.0.0.1:80\n");
        assertThat(reporter.lastJournaledTimeNs()).isEqualTo(Samples.TIME_NS);
        assertThat(reporter.findings(State.OPEN)).isEqualTo(1);
        assertThat(Reporter.FLUSH_INTERVAL_NS).isLessThan(100_000_000);
    }

    @Test
    void shouldAppendAfterWhatAFileHas() throws IOException {
        Path file = Files.writeString(folder.resolve("old"), "before\n");
        end(new Reporter((sink, limit) -> 0, open(Format.LIST, file, true), Optional.empty(), clock), true);
        assertThat(file).hasContent("before\n#masscan\n# end\n");
    }

    @Test
    void shouldRefuseBadOutputsBeforeAnyPacket() {
        assertThatThrownBy(() -> open(Format.JSON, folder.resolve("no/such/x"), false))
                .isInstanceOf(OutputException.class)
                .hasMessageEndingWith("no such folder");
        assertThatThrownBy(() -> open(Format.JSON, folder, false)).hasMessageEndingWith("it is a folder");
        Output twice = new Output(Format.JSON, folder.resolve("x"), false);
        Output again = new Output(Format.LIST, folder.resolve("../" + folder.getFileName() + "/x"), false);
        OutputConfig config = new OutputConfig(List.of(twice, again), ALL, Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> OutputSet.open(config, true, Samples.SERVICES, Samples.identity(1), warnings::add))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining("two outputs");
    }

    @Test
    @Tag("slow")
    void shouldStopTakingFindingsWhileADiskIsFullAndSayWhatIsMissing() {
        Path full = Path.of("/dev/full");
        assumeThat(Files.exists(full)).as("no /dev/full here").isTrue();
        SplittableRandom random = new SplittableRandom(3);
        long[] given = {0};
        Reporter reporter = new Reporter(
                (sink, limit) -> {
                    for (int i = 0; i < limit; i++) {
                        sink.onFinding(Samples.random(random, given[0]++));
                    }
                    return limit;
                },
                open(Format.JSON, full, false),
                Optional.empty(),
                clock);
        for (int i = 0; i < 1_000; i++) {
            reporter.doWork();
            clock.nowNs += 10_000_000;
        }
        assertThat(given[0]).isBetween(100L, 700L);
        end(reporter, true);
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0)).startsWith("cannot write /dev/full: ").endsWith("; keeping results and retrying");
        assertThat(reporter.problems()).hasSize(1);
        assertThat(reporter.problems().get(0)).startsWith("/dev/full is incomplete: " + given[0] + " findings");
    }

    @Test
    void shouldGoOnWithoutAFileWhoseDiskStaysFullAndFillItWhenResumed() throws IOException {
        Path full = Path.of("/dev/full");
        assumeThat(Files.exists(full)).as("no /dev/full here").isTrue();
        Path list = folder.resolve("list");
        Path checkpoint = folder.resolve("scan.checkpoint");
        OutputConfig config = new OutputConfig(
                List.of(new Output(Format.JSON, full, false), new Output(Format.LIST, list, false)),
                ALL,
                Optional.empty(),
                Optional.of(checkpoint));
        ScanIdentity identity = Samples.identity(1_000_000);
        CheckpointStore store = CheckpointStore.create(checkpoint, identity, warnings::add);
        OutputSet outputs = OutputSet.open(config, true, Samples.SERVICES, identity, warnings::add);
        SplittableRandom random = new SplittableRandom(8);
        List<Finding> given = new ArrayList<>();
        Reporter reporter = new Reporter(
                (sink, limit) -> {
                    int count = Math.min(limit, 5_000 - given.size());
                    for (int i = 0; i < count; i++) {
                        given.add(Samples.random(random, given.size()));
                        sink.onFinding(given.get(given.size() - 1));
                    }
                    return count;
                },
                outputs,
                Optional.of(store),
                clock);
        reporter.start(ScanProgress.START);
        for (int i = 0; i < 1_000; i++) {
            reporter.doWork();
            clock.nowNs += 10_000_000;
        }
        end(reporter, true);

        assertThat(given).hasSize(5_000);
        assertThat(Files.readString(list)).startsWith(Samples.rendered(Format.LIST, given, ALL, identity));
        assertThat(reporter.problems())
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("/dev/full is incomplete: 5000 findings");
        try (ResumeState state = ResumeState.load(checkpoint)) {
            assertThat(state.findings()).as("the journal has them all").isEqualTo(5_000);
            assertThat(state.checkpoint().outputs().get(0).findings())
                    .as("a resume writes them")
                    .isZero();
        }
    }

    @Test
    void shouldLoseNothingToADiskThatIsFullForAWhile() throws IOException {
        SplittableRandom random = new SplittableRandom(4);
        StutteringStorage storage = new StutteringStorage(random);
        Path checkpoint = folder.resolve("scan.checkpoint");
        OutputConfig config = Samples.config(folder, Optional.of(checkpoint), ALL);
        ScanIdentity identity = Samples.identity(1_000_000);
        CheckpointStore store = CheckpointStore.create(checkpoint, identity, warnings::add, storage);
        OutputSet outputs = OutputSet.open(config, true, Samples.SERVICES, identity, warnings::add, storage);
        List<Finding> given = new ArrayList<>();
        Reporter reporter = new Reporter(
                (sink, limit) -> {
                    int count = Math.min(limit, given.size() < 5_000 ? random.nextInt(20) : 0);
                    for (int i = 0; i < count; i++) {
                        given.add(Samples.random(random, given.size()));
                        sink.onFinding(given.get(given.size() - 1));
                    }
                    return count;
                },
                outputs,
                Optional.of(store),
                clock);
        reporter.start(ScanProgress.START);
        storage.failing = true;
        while (given.size() < 5_000) {
            reporter.doWork();
            clock.nowNs += 20_000_000;
            if (random.nextInt(20) == 0) {
                reporter.requestCheckpoint(ScanProgress.START);
            }
        }
        storage.failing = false;
        clock.nowNs += 1_000_000_000;
        end(reporter, false);
        assertThat(reporter.problems()).isEmpty();
        assertThat(warnings).anyMatch(w -> w.endsWith("again, nothing was lost"));
        for (Format format : Format.values()) {
            assertThat(Files.readString(folder.resolve(format.name().toLowerCase(java.util.Locale.ROOT))))
                    .startsWith(Samples.rendered(format, given, ALL, identity));
        }
        try (ResumeState state = ResumeState.load(checkpoint)) {
            assertThat(state.findings()).isEqualTo(given.size());
        }
    }

    @Test
    void shouldAllocateNothingPerFinding() {
        Path checkpoint = folder.resolve("scan.checkpoint");
        OutputConfig config = Samples.config(folder, Optional.of(checkpoint), ALL);
        ScanIdentity identity = Samples.identity(1_000_000);
        CheckpointStore store = CheckpointStore.create(checkpoint, identity, warnings::add);
        OutputSet outputs = OutputSet.open(config, true, Samples.SERVICES, identity, warnings::add);
        Finding finding = Samples.open(0x0A000001, 80, 1234);
        long[] findings = {Long.MAX_VALUE};
        Reporter reporter = new Reporter(
                (sink, limit) -> {
                    int count = finding.index < findings[0] ? Math.min(100, limit) : 0;
                    for (int i = 0; i < count; i++) {
                        finding.index++;
                        sink.onFinding(finding);
                    }
                    return count;
                },
                outputs,
                Optional.of(store),
                clock);
        reporter.start(ScanProgress.START);
        work(reporter, 2_000);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        before = threads.getCurrentThreadAllocatedBytes();
        long taken = work(reporter, 4_000);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before - allocated;
        assertThat(taken).isGreaterThan(100_000);
        // A flush makes one short-lived OutputMark (56 bytes) per output; findings make nothing.
        assertThat((double) bytes / taken).as("bytes per finding").isLessThan(8);
        findings[0] = 0;
        end(reporter, false);
        assertThat(reporter.problems()).isEmpty();
    }

    private long work(Reporter reporter, int rounds) {
        long taken = 0;
        for (int i = 0; i < rounds; i++) {
            taken += reporter.doWork();
            clock.nowNs += 1_000_000;
        }
        return taken;
    }
}

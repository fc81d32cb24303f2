package hayate.scan;

import hayate.output.CheckpointStore;
import hayate.output.Durability;
import hayate.output.FindingSource;
import hayate.output.OutputConfig;
import hayate.output.OutputSet;
import hayate.output.Reporter;
import hayate.output.ResultFollower;
import hayate.output.ResumeState;
import hayate.output.ScanIdentity;
import hayate.output.ScanProgress;
import hayate.plan.AddressSet;
import hayate.plan.Addresses;
import hayate.result.Finding;
import hayate.scan.HostDiscovery.Found;
import hayate.work.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What makes a search for hosts resumable: checkpoint and journal under the names that the port scan will have, whose digest
 * says that they are a search's, and the {@link ReportSheet} beside. The port scan's first checkpoint takes the place of the
 * search's, so that at every instant one of them is there. Used by the main thread; without a checkpoint it keeps nothing.
 */
final class SearchLog implements AutoCloseable {
    private static final String DIGEST_START = "hosts of ";

    private final Optional<Path> sheetFile;
    private final Optional<CheckpointStore> store;
    private final Optional<ResumeState> resumed;
    private final OutputSet nothing;
    private final Durability durability;
    private ReportSheet sheet;

    private SearchLog(
            Optional<Path> checkpoint,
            Optional<CheckpointStore> store,
            Optional<ResumeState> resumed,
            ScanIdentity identity,
            ReportSheet sheet) {
        this.sheetFile = checkpoint.map(ReportSheet::beside);
        this.store = store;
        this.resumed = resumed;
        this.sheet = sheet;
        this.durability = Durability.ofScan(identity.startedNs());
        this.nothing = OutputSet.open(
                new OutputConfig(List.of(), Set.of(), Optional.empty(), Optional.empty()),
                false,
                port -> "",
                identity,
                warning -> {});
    }

    /** Whether a checkpoint is a search's, rather than a port scan's. */
    static boolean isSearch(ScanIdentity identity) {
        return identity.planDigest().startsWith(DIGEST_START);
    }

    /** Begins one; its checkpoint's lock comes before anything that another scan may be writing is touched. */
    static SearchLog begin(
            ScanConfig config, Optional<Path> checkpoint, List<ReportConfig.Output> files, Consumer<String> warn) {
        ScanIdentity identity = identity(config);
        Optional<CheckpointStore> store = checkpoint.map(path -> CheckpointStore.create(path, identity, warn));
        ReportSheet sheet = ReportSheet.beginning(ReportOutputs.offsets(files));
        SearchLog log = new SearchLog(checkpoint, store, Optional.empty(), identity, sheet);
        log.save();
        store.ifPresent(opened -> opened.begin(ScanProgress.START, log.nothing));
        return log;
    }

    /** Goes on with one that was interrupted. */
    static SearchLog resume(ScanConfig config, Path checkpoint, Consumer<String> warn) {
        ResumeState state = ResumeState.load(checkpoint);
        ScanIdentity identity = identity(config);
        state.requirePlan(identity.planDigest());
        CheckpointStore store = CheckpointStore.resume(state, warn);
        ReportSheet sheet = ReportSheet.read(ReportSheet.beside(checkpoint));
        return new SearchLog(Optional.of(checkpoint), Optional.of(store), Optional.of(state), identity, sheet);
    }

    private static ScanIdentity identity(ScanConfig config) {
        DiscoveryConfig discovery = config.discovery().orElseThrow();
        Map<String, List<String>> names = new HashMap<>();
        config.resolvedNames()
                .forEach((name, addresses) -> names.put(
                        name, addresses.stream().map(Addresses::format).toList()));
        return new ScanIdentity(
                Version.NUMBER,
                config.arguments(),
                names,
                DIGEST_START + config.space().digest() + " seed " + config.seed() + " probes " + discovery.probes(),
                config.space().addresses().size()
                        * Math.max(1, discovery.probes().size()),
                config.seed(),
                config.shard(),
                config.startedNs());
    }

    /** What is known so far. */
    ReportSheet sheet() {
        return sheet;
    }

    /** How far the probes had come, if this search was interrupted while it sent them. */
    Optional<ScanProgress> progress() {
        return resumed.map(ResumeState::progress)
                .filter(progress -> sheet.toPing().isPresent());
    }

    /** Hands over all answers that were journaled before. */
    void forEachAnswer(Consumer<Finding> sink) {
        resumed.ifPresent(state -> state.forEachFinding(sink::accept));
    }

    /** The link was asked and the routes were: the probes go to these addresses. */
    void beforeProbes(HostTable known, AddressSet toPing) {
        sheet = sheet.withProbesTo(known, toPing);
        save();
    }

    /** Who journals the answers of the probes and writes checkpoints. */
    Reporter reporter(FindingSource answers, Clock clock, Consumer<Finding> sink) {
        Reporter reporter = new Reporter(answers, nothing, store, clock);
        reporter.follow(new ResultFollower() {
            @Override
            public void onFinding(Finding finding) {
                sink.accept(finding);
            }

            @Override
            public List<String> finish(boolean complete) {
                return List.of();
            }
        });
        return reporter;
    }

    /** The search is over. */
    void found(Found found) {
        sheet = sheet.withFound(found);
        save();
    }

    private void save() {
        sheetFile.ifPresent(file -> sheet.write(file, durability));
    }

    /** Where the scan can be resumed from. */
    Optional<Path> checkpoint() {
        return store.map(CheckpointStore::path);
    }

    /** Everything is written: nothing is left to resume. */
    void complete() {
        try {
            if (store.isPresent()) {
                store.get().complete();
                Files.deleteIfExists(sheetFile.orElseThrow());
            }
        } catch (IOException e) {
            throw new ScanException("cannot remove the checkpoint: " + e.getMessage());
        }
    }

    /** Lets go of the files, so that the port scan can take them over. */
    @Override
    public void close() {
        try {
            if (store.isPresent()) {
                store.get().close();
            }
        } catch (IOException e) {
            throw new ScanException("cannot close the journal: " + e.getMessage());
        }
    }
}

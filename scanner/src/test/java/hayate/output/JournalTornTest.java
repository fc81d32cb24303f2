package hayate.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hayate.output.OutputConfig.Format;
import hayate.result.Finding;
import hayate.result.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged resume files: cut anywhere, altered anywhere, of others. */
class JournalTornTest {
    private static final EnumSet<State> ALL = EnumSet.of(State.OPEN, State.CLOSED, State.FILTERED);
    private static final int FINDINGS = 12;
    private static final int CHECKPOINTED = 5;

    @TempDir
    Path folder;

    private final ScanIdentity identity = Samples.identity(FINDINGS);
    private final List<Finding> findings = Samples.shuffled(new SplittableRandom(11), FINDINGS);
    private Path checkpoint;
    private byte[] journalBytes;
    private byte[] checkpointBytes;

    /** A scan killed with 12 findings journaled, the checkpoint taken after 5. */
    @BeforeEach
    void interruptScan() throws IOException {
        checkpoint = folder.resolve("scan.checkpoint");
        FaultyStorage storage = new FaultyStorage(-1);
        CheckpointStore store = CheckpointStore.create(checkpoint, identity, text -> {}, storage);
        OutputConfig config = Samples.config(folder, Optional.of(checkpoint), ALL);
        OutputSet outputs = OutputSet.open(config, true, Samples.SERVICES, identity, text -> {}, storage);
        for (int i = 0; i < FINDINGS; i++) {
            if (i == CHECKPOINTED) {
                assertThat(store.write(ScanProgress.START, outputs, 0)).isTrue();
            }
            store.journal().accept(findings.get(i));
            outputs.accept(findings.get(i));
            assertThat(store.journal().flush(0)).isTrue();
            assertThat(outputs.flush(0)).isTrue();
        }
        storage.closeAll();
        journalBytes = Files.readAllBytes(Journal.pathOf(checkpoint));
        checkpointBytes = Files.readAllBytes(checkpoint);
    }

    @Test
    void shouldCutATornTailAtEveryByte() throws IOException {
        int header = JournalHeader.LENGTH_BYTES;
        int safe = header + CHECKPOINTED * JournalRecord.LENGTH_BYTES;
        assertThat(journalBytes).hasSize(header + FINDINGS * JournalRecord.LENGTH_BYTES);
        for (int length = 0; length <= journalBytes.length; length++) {
            Files.write(Journal.pathOf(checkpoint), Arrays.copyOf(journalBytes, length));
            if (length < safe) {
                assertThatThrownBy(() -> ResumeState.load(checkpoint))
                        .as("length %d", length)
                        .isInstanceOf(CheckpointException.class);
                continue;
            }
            int whole = (length - header) / JournalRecord.LENGTH_BYTES;
            try (ResumeState state = ResumeState.load(checkpoint)) {
                assertThat(state.findings()).as("length %d", length).isEqualTo(whole);
                OutputSet outputs = OutputSet.resume(state, Samples.SERVICES, text -> {});
                outputs.close();
            }
            for (Format format : Format.values()) {
                assertThat(folder.resolve(format.name().toLowerCase(java.util.Locale.ROOT)))
                        .content(StandardCharsets.UTF_8)
                        .isEqualTo(Samples.rendered(format, findings.subList(0, whole), ALL, identity));
            }
        }
    }

    @Test
    void shouldGiveBackEveryField() {
        List<Finding> read = new ArrayList<>();
        try (ResumeState state = ResumeState.load(checkpoint)) {
            state.forEachFinding(finding -> read.add(Samples.copy(finding)));
        }
        assertThat(read).usingRecursiveFieldByFieldElementComparator().isEqualTo(findings);
    }

    @Test
    void shouldRefuseASecondResumeOfTheSameScan() {
        try (ResumeState state = ResumeState.load(checkpoint)) {
            assertThat(state.findings()).isEqualTo(FINDINGS);
            assertThatThrownBy(() -> ResumeState.load(checkpoint))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("being resumed right now");
        }
    }

    @Test
    void shouldRefuseAnotherPlan() {
        try (ResumeState state = ResumeState.load(checkpoint)) {
            state.requirePlan("digest-1");
            assertThatThrownBy(() -> state.requirePlan("digest-2"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("plan has changed");
        }
    }

    @Test
    void shouldRefuseAJournalOfAnotherScan() throws IOException {
        byte[] other = journalBytes.clone();
        other[16] ^= 1;
        Files.write(Journal.pathOf(checkpoint), other);
        assertThatThrownBy(() -> ResumeState.load(checkpoint)).hasMessageContaining("another scan");
    }

    @Test
    void shouldSayWhatIsMissing() throws IOException {
        assertThatThrownBy(() -> ResumeState.load(folder.resolve("none"))).hasMessageContaining("no such checkpoint");
        Files.delete(Journal.pathOf(checkpoint));
        assertThatThrownBy(() -> ResumeState.load(checkpoint)).hasMessageContaining("is missing");
    }

    @Test
    void shouldRefuseAnyAlteredCheckpoint() throws IOException {
        for (int i = 0; i < checkpointBytes.length; i++) {
            byte[] altered = checkpointBytes.clone();
            altered[i] ^= (byte) (1 << i % 7);
            if (isBlank(altered[i]) && isBlank(checkpointBytes[i])) {
                continue;
            }
            Files.write(checkpoint, altered);
            assertThatThrownBy(() -> ResumeState.load(checkpoint))
                    .as("byte %d", i)
                    .isInstanceOf(CheckpointException.class);
        }
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\t' || b == '\r';
    }

    @Test
    @Tag("slow")
    void shouldAnswerDamageWithOneExceptionOnly() throws IOException {
        int refused = 0;
        for (long seed = 0; seed < 3_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Files.write(checkpoint, random.nextBoolean() ? mutate(random, checkpointBytes) : checkpointBytes);
            Files.write(Journal.pathOf(checkpoint), mutate(random, journalBytes));
            try (ResumeState state = ResumeState.load(checkpoint)) {
                assertThat(state.findings()).as("seed %d", seed).isBetween((long) CHECKPOINTED, (long) FINDINGS);
            } catch (CheckpointException e) {
                refused++;
                assertThat(e.getMessage()).as("seed %d", seed).doesNotContain("\n");
            }
        }
        assertThat(refused).isBetween(500, 3_000);
    }

    private static byte[] mutate(SplittableRandom random, byte[] bytes) {
        byte[] mutated = Arrays.copyOf(bytes, random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length);
        for (int i = random.nextInt(4); i > 0 && mutated.length > 0; i--) {
            mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
        }
        return mutated;
    }
}

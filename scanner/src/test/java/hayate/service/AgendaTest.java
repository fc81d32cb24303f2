package hayate.service;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.service.db.ServiceDatabase;
import hayate.service.db.ServiceMatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a port is still asked: an agenda that has run dry is looked through again once anything that decides it has changed. */
class AgendaTest {
    private static final int PORT = 4_000;
    private static final int COMMON = 0;
    private static final int UNCOMMON = 1;
    private static final int RARE = 2;
    private static final String PROBES = """
            Probe TCP Common q|common|
            rarity 1
            match first m|^first|
            Probe TCP Uncommon q|uncommon|
            rarity 5
            match second m|^second|
            Probe TCP Rare q|rare|
            rarity 9
            match third m|^third|
            """;

    private final HostMemory memory = new HostMemory(new RunMemory());
    private final Verdict verdict = new Verdict();
    private final Sameness sameness = new Sameness();
    private final LookAlikes all = new LookAlikes();
    private final Standing standing = new Standing(all, PORT, true);

    @TempDir
    private Path folder;

    private ServiceDatabase database;
    private Agenda agenda;

    @BeforeEach
    void read() throws IOException {
        read(PROBES);
    }

    private void read(String probes) throws IOException {
        Path file = folder.resolve("probes");
        Files.writeString(file, probes);
        database = ServiceDatabase.of(file);
        agenda = new Agenda(
                new ProbeOrder(database, PORT, false, ServiceConfig.INTENSITY_DEFAULT),
                database.nullProbe(),
                ServiceConfig.INTENSITY_DEFAULT,
                verdict,
                memory,
                sameness,
                standing);
    }

    private void takeAll() {
        assertThat(agenda.take(true)).isEqualTo(COMMON);
        assertThat(agenda.take(true)).isEqualTo(UNCOMMON);
        assertDry();
    }

    private void assertDry() {
        assertThat(agenda.take(true)).isEqualTo(Agenda.NONE);
        assertThat(agenda.hasMore()).isFalse();
    }

    private void softly(String service) {
        verdict.offerSoft(new ServiceMatch(true, service, "", "", "", "", "", "", List.of()), COMMON);
    }

    private LookAlikes.Group crowd(String manner) {
        LookAlikes.Group group = all.group(manner);
        group.add(LookAlikes.CROWD_MIN);
        standing.now(manner, OptionalInt.empty(), false, false);
        return group;
    }

    private void triedForNothing(LookAlikes.Group group, int number) {
        for (int i = 0; i < LookAlikes.LIKELY_FACTOR * LookAlikes.TRIES_MAX; i++) {
            group.begin(agenda.probe(number));
            group.end(agenda.probe(number));
        }
    }

    private void silentPorts() {
        for (int i = 0; i < HostMemory.SILENT_MIN; i++) {
            memory.onDone(false);
        }
    }

    @Test
    void shouldAskARareProbeOnceItsServiceIsKnown() {
        takeAll();

        softly("third");

        assertThat(agenda.hasMore()).isTrue();
        assertThat(agenda.take(true)).isEqualTo(RARE);
        assertDry();
    }

    @Test
    void shouldStayDryWhenASoftMatchKnowsNoMore() {
        takeAll();

        softly("first");

        assertDry();
    }

    @Test
    void shouldGoOnOnceAHostIsFoundNotToOpenEverything() {
        silentPorts();
        assertThat(agenda.take(true)).isEqualTo(COMMON);
        assertDry();

        for (int i = 0; i < HostMemory.SILENT_MIN; i++) {
            memory.onDone(true);
        }

        assertThat(agenda.take(true)).isEqualTo(UNCOMMON);
        assertDry();
    }

    @Test
    void shouldGoOnOnceItsLookAlikesAreOthers() {
        LookAlikes.Group silent = crowd("is silent");
        triedForNothing(silent, COMMON);
        triedForNothing(silent, UNCOMMON);
        assertDry();

        LookAlikes.Group talking = crowd("talks when asked");
        assertThat(talking.version())
                .as("only who they are has changed, not how often that did")
                .isLessThanOrEqualTo(silent.version());
        triedForNothing(talking, COMMON);
        while (talking.version() < silent.version()) {
            hollowChange(talking);
        }

        assertThat(agenda.take(true)).isEqualTo(UNCOMMON);
        assertDry();
    }

    /** A change of the group that decides nothing for a probe that was spared. */
    private void hollowChange(LookAlikes.Group group) {
        int before = group.version();
        group.add(LookAlikes.CROWD_MIN);
        group.add(-LookAlikes.CROWD_MIN);
        for (int i = 0; group.version() == before; i++) {
            assertThat(i).isLessThan(LookAlikes.PORTS_PER_TRY * LookAlikes.TRIES_MAX);
            group.add(1);
        }
    }

    @Test
    void shouldAskOnceItsTurnHasCome() {
        LookAlikes.Group group = crowd("is silent");
        triedForNothing(group, COMMON);
        for (int i = 0; i < LookAlikes.TRIES_MIN; i++) {
            group.begin(agenda.probe(UNCOMMON));
        }
        assertThat(agenda.take(true)).isEqualTo(Agenda.NONE);
        assertThat(agenda.waitsForTurn()).isTrue();
        assertThat(agenda.hasMore()).isTrue();

        group.end(agenda.probe(UNCOMMON));
        assertThat(agenda.take(true)).as("fifteen others still try it").isEqualTo(Agenda.NONE);
        assertThat(agenda.waitsForTurn()).isTrue();
        group.told(agenda.probe(UNCOMMON));

        assertThat(agenda.take(true)).isEqualTo(UNCOMMON);
        assertDry();
    }

    @Test
    void shouldBeDryOnceOthersHaveTriedItForNothing() {
        LookAlikes.Group group = crowd("is silent");
        triedForNothing(group, COMMON);
        for (int i = 0; i < LookAlikes.TRIES_MIN; i++) {
            group.begin(agenda.probe(UNCOMMON));
        }
        assertThat(agenda.take(true)).isEqualTo(Agenda.NONE);
        assertThat(agenda.hasMore()).isTrue();

        for (int i = 0; i < LookAlikes.TRIES_MIN; i++) {
            group.end(agenda.probe(UNCOMMON));
        }

        assertDry();
    }

    @Test
    void shouldAskMoreOnceItDoesNotHangUpAnyMore() throws IOException {
        read(PROBES.replace("rarity 5", "rarity 1"));
        silentPorts();
        agenda.firstOnly(true);
        assertThat(agenda.take(true)).isEqualTo(COMMON);
        assertDry();

        agenda.firstOnly(false);

        assertThat(agenda.take(true)).isEqualTo(UNCOMMON);
        assertDry();
    }

    @Test
    void shouldAskWhatWasGivenBack() {
        takeAll();

        agenda.giveBack(UNCOMMON);

        assertThat(agenda.take(true)).isEqualTo(UNCOMMON);
        assertDry();
    }

    @Test
    void shouldListenAgainThoughNothingIsLeftToAsk() {
        takeAll();

        agenda.listenAgain(true);

        assertThat(agenda.hasMore()).isTrue();
        assertThat(agenda.take(true)).isEqualTo(Agenda.LISTENING);
        assertDry();
    }

    @Test
    void shouldRepeatAProbeOnceAndAlone() {
        takeAll();

        assertThat(agenda.repeat(COMMON)).isTrue();
        assertThat(agenda.take(false)).isEqualTo(Agenda.NONE);
        assertThat(agenda.take(true)).isEqualTo(COMMON);
        assertThat(agenda.repeat(COMMON)).isFalse();
        assertDry();
    }
}

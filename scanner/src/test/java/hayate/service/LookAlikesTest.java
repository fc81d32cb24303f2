package hayate.service;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.service.LookAlikes.Turn;
import hayate.service.db.ServiceDatabase;
import hayate.service.db.ServiceProbe;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LookAlikesTest {
    private static final ServiceDatabase DATABASE = ServiceDatabase.builtIn();
    private final ServiceProbe probe = DATABASE.tcpProbes().get(0);
    private final ServiceProbe other = DATABASE.tcpProbes().get(1);
    private final LookAlikes.Group group = new LookAlikes().group("is silent");

    private void ask(ServiceProbe asked, int count, boolean told) {
        for (int i = 0; i < count; i++) {
            group.begin(asked);
            group.end(asked);
            if (told) {
                group.told(asked);
            }
        }
    }

    @Test
    void shouldAskFewPortsEverything() {
        group.add(LookAlikes.CROWD_MIN - 1);
        ask(probe, 1_000, false);

        assertThat(group.isCrowd()).isFalse();
        assertThat(group.turn(probe, false)).isEqualTo(Turn.ASK);
    }

    @Test
    void shouldSpareACrowdWhatToldNothing() {
        group.add(LookAlikes.CROWD_MIN);
        ask(probe, LookAlikes.TRIES_MIN - 1, false);
        assertThat(group.turn(probe, false)).isEqualTo(Turn.ASK);
        ask(probe, 1, false);

        assertThat(group.turn(probe, false)).isEqualTo(Turn.SPARE);
        assertThat(group.turn(probe, true))
                .as("a likely one is tried more often")
                .isEqualTo(Turn.ASK);
        assertThat(group.turn(other, false)).isEqualTo(Turn.ASK);
    }

    @Test
    void shouldWaitForWhatIsBeingTried() {
        group.add(LookAlikes.CROWD_MIN);
        for (int i = 0; i < LookAlikes.TRIES_MIN; i++) {
            group.begin(probe);
        }

        assertThat(group.turn(probe, false)).isEqualTo(Turn.WAIT);
    }

    @Test
    void shouldAskAllWhatToldSome() {
        group.add(LookAlikes.CROWD_MIN);
        ask(probe, 1, true);
        ask(probe, LookAlikes.TRIES_MIN - 1, false);
        ask(other, 1, false);

        assertThat(group.turn(probe, false)).isEqualTo(Turn.ASK);
        assertThat(group.isBefore(probe, other)).isTrue();
    }

    @Test
    void shouldTryMoreWhereThereAreMore() {
        group.add(LookAlikes.PORTS_PER_TRY * LookAlikes.TRIES_MAX);
        ask(probe, LookAlikes.TRIES_MAX - 1, false);
        assertThat(group.turn(probe, false)).isEqualTo(Turn.ASK);
        ask(probe, 1, false);

        assertThat(group.turn(probe, false)).isEqualTo(Turn.SPARE);
    }

    @Test
    void shouldCountAPortOnceAndNoLongerOnceItIsTold() {
        LookAlikes all = new LookAlikes();
        all.group("is silent").add(LookAlikes.CROWD_MIN - 1);
        Standing standing = new Standing(all, 7_000, true);
        standing.now("is silent", OptionalInt.empty(), false, false);
        assertThat(standing.isInCrowd()).isFalse();
        standing.now("is silent", OptionalInt.empty(), false, true);
        standing.now("is silent", OptionalInt.empty(), false, true);
        assertThat(standing.isInCrowd()).isTrue();

        standing.told();

        assertThat(all.group("is silent").isCrowd()).isFalse();
    }

    @Test
    void shouldKnowAPortAtWhichManyAreSilent() {
        LookAlikes all = new LookAlikes();
        Standing other = new Standing(all, 25, true);
        Standing last = new Standing(all, 7_000, true);
        for (int i = 0; i < LookAlikes.HEARD_OUT_MIN - 1; i++) {
            new Standing(all, 7_000, true).now(Standing.SILENT, OptionalInt.empty(), false, true);
        }
        other.now(Standing.SILENT, OptionalInt.empty(), false, true);
        assertThat(last.isSilentAsOthersHere()).isFalse();
        last.now(Standing.SILENT, OptionalInt.empty(), false, true);

        assertThat(last.isSilentAsOthersHere()).isTrue();
        assertThat(other.isSilentAsOthersHere()).isFalse();

        last.told();
        assertThat(last.isSilentAsOthersHere()).isFalse();
    }
}

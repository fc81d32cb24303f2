package hayate.service;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.service.Sameness.Sign;
import hayate.service.db.ServiceDatabase;
import hayate.service.db.ServiceProbe;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Who says the same whatever it is asked: one port over its connections, and many ports between them. */
class ParrotsTest {
    private static final ServiceDatabase DATABASE = ServiceDatabase.builtIn();

    private final Sameness sameness = new Sameness();
    private final Parrots parrots = new Parrots();

    private static Connection said(long everyMs, String... pieces) throws IOException {
        return Heard.of(DATABASE.nullProbe(), everyMs, pieces);
    }

    private static ServiceProbe probe(int number) {
        return DATABASE.tcpProbes().get(number);
    }

    @Test
    void shouldKnowWhatIsSaidUnaskedAgain() throws IOException {
        sameness.addUnasked(said(0, "220 hello\r\n"));

        assertThat(sameness.add(said(0, "220 hello\r\n"))).isEqualTo(Sign.ALIKE);
        assertThat(sameness.add(said(0, "220 he"))).isEqualTo(Sign.ALIKE);
        assertThat(sameness.isUnbroken()).isTrue();
        assertThat(sameness.add(said(0, "220 hello\r\n500 what\r\n"))).isEqualTo(Sign.UNLIKE);
        assertThat(sameness.isUnbroken()).isFalse();
    }

    @Test
    void shouldLearnNothingFromABusyServer() throws IOException {
        sameness.addUnasked(said(0, "220 hello\r\n"));

        assertThat(sameness.add(said(0))).isEqualTo(Sign.NONE);
        assertThat(sameness.isUnbroken()).isTrue();
    }

    @Test
    void shouldNotTakeSilenceForSayingTheSame() throws IOException {
        for (int i = 0; i < 2 * Sameness.ALIKE_MIN; i++) {
            assertThat(sameness.add(said(0))).isEqualTo(Sign.NONE);
        }
        assertThat(sameness.isCertain()).isFalse();
    }

    @Test
    void shouldCompareWhatASlowServerSaidFirstWithWhatItSaysUnaskedLater() throws IOException {
        assertThat(sameness.add(said(0, "220 hello\r\n"))).isEqualTo(Sign.NONE);
        sameness.addUnasked(said(0, "220 hello\r\n"));
        assertThat(sameness.isUnbroken()).isTrue();

        Sameness another = new Sameness();
        another.add(said(0, "HTTP/1.1 400 Bad Request\r\n"));
        another.addUnasked(said(0, "220 hello\r\n"));
        assertThat(another.isUnbroken()).isFalse();
    }

    @Test
    void shouldKnowADripThatGoesOnButNotAPromptThatIsRepeated() throws IOException {
        Sameness prompting = new Sameness();
        prompting.addUnasked(said(0, "> "));
        assertThat(prompting.add(said(0, "> > "))).isEqualTo(Sign.NONE);

        sameness.addUnasked(said(200, "x", "x", "x"));
        assertThat(sameness.add(said(200, "x", "x", "x", "x", "x"))).isEqualTo(Sign.ALIKE);
        assertThat(sameness.add(said(200, "x", "x", "x", "OK"))).isEqualTo(Sign.UNLIKE);
    }

    @Test
    void shouldNotCompareWhatFillsAllThatIsRead() throws IOException {
        sameness.addUnasked(said(0, "ab".repeat(Connection.ANSWER_MAX)));

        assertThat(sameness.floods()).isTrue();
        assertThat(sameness.add(said(0, "cd".repeat(Connection.ANSWER_MAX)))).isEqualTo(Sign.ALIKE_AND_FULL);
        assertThat(sameness.add(said(0, "ab".repeat(Connection.ANSWER_MAX)))).isEqualTo(Sign.ALIKE_AND_FULL);
        assertThat(sameness.isCertain()).isTrue();
    }

    private void hear(int ports, int connectionsEach, Sign sign) {
        for (int port = 0; port < ports; port++) {
            for (int i = 0; i < connectionsEach; i++) {
                parrots.add(probe(i), sign, i == 0);
            }
        }
    }

    @Test
    void shouldBeCertainAfterEnoughPortsAndProbes() {
        hear(Parrots.PORTS_MIN - 1, Sameness.ALIKE_MIN, Sign.ALIKE);
        assertThat(parrots.areCertain()).as("too few ports").isFalse();
        hear(1, 1, Sign.ALIKE);
        assertThat(parrots.areCertain()).isTrue();
    }

    @Test
    void shouldNotBeCertainAfterFewProbes() {
        hear(2 * Parrots.CONNECTIONS_MIN, Sameness.ALIKE_MIN - 1, Sign.ALIKE);
        assertThat(parrots.areCertain()).isFalse();
    }

    @Test
    void shouldNeedFewerProbesWhereAllThatIsReadIsFull() {
        hear(Parrots.CONNECTIONS_MIN, 1, Sign.ALIKE_AND_FULL);
        assertThat(parrots.areCertain()).as("one probe").isFalse();
        hear(1, 2, Sign.ALIKE_AND_FULL);
        assertThat(parrots.areCertain()).isTrue();
    }

    @Test
    void shouldAskOnWhereOneAnsweredOtherwise() {
        hear(Parrots.PORTS_MIN, 2, Sign.ALIKE_AND_FULL);
        assertThat(parrots.areCertain()).isTrue();
        hear(1, 2, Sign.UNLIKE);
        assertThat(parrots.areCertain()).isFalse();
    }
}

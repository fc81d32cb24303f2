package hayate.service;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.service.ScriptedNetwork.Line;
import hayate.service.ScriptedNetwork.Peer;
import hayate.service.ScriptedNetwork.Port;
import hayate.service.db.ServiceDatabase;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Servers that take one client at a time, or take long over each, at ports that are not theirs; virtual time. */
class OneWorkerTest {
    private static final long MS = 1_000_000L;
    private static final int PORT = 30_050;
    private static final ServiceDatabase DATABASE = ServiceDatabase.builtIn();
    private static final String ZABBIX = "ZBXD\1\6\0\0\0\0\0\0\0" + "6.0.14";

    private final ScriptedNetwork network = new ScriptedNetwork();

    /** Answers what begins so, and hangs up; so it does on all else, and on who says nothing for long, or it says nothing to all that. */
    private record Worker(String wanted, String answer, long afterNs, long patienceNs, boolean hangsUp)
            implements Peer {
        @Override
        public void connected(Line line) {
            if (hangsUp) {
                line.later(patienceNs, () -> line.hangUp(0, false));
            }
        }

        @Override
        public void received(Line line, byte[] sent) {
            boolean understood = new String(sent, StandardCharsets.ISO_8859_1).startsWith(wanted);
            if (understood) {
                line.say(afterNs, answer.getBytes(StandardCharsets.ISO_8859_1));
            }
            if (understood || hangsUp) {
                line.hangUp(afterNs + 1, false);
            }
        }
    }

    private Port serve(int clients, Supplier<Peer> peers) {
        Port port = new Port(peers, MS, clients, false);
        network.port(PORT, port);
        return port;
    }

    /** What is told of the port. */
    private String ask() throws Exception {
        ServiceConfig config = new ServiceConfig(
                10, 10, 10, 10, 4, 5_000 * MS, ServiceConfig.INTENSITY_DEFAULT, 40_000 * MS, false, false, false);
        InetAddress address = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
        return network.ask(DATABASE, config, new ServiceTarget(address, PORT, Optional.empty()))
                .service()
                .map(service -> service.name() + " " + service.version())
                .orElse("");
    }

    /** As Zabbix' agent does, which in addition sleeps for a second when a client was reset before it was served. */
    @Test
    void shouldTellAServerThatTakesOneClientAtATimeAndHangsUp() throws Exception {
        serve(1, () -> new Worker("ZBXD", ZABBIX, 0, 3_000 * MS, true)).restNs = 1_000 * MS;
        assertThat(ask()).isEqualTo("zabbix-agent 6.0.14");
    }

    @Test
    void shouldTellAServerThatTakesOneClientAtATimeAndIgnoresWhatItDoesNotKnow() throws Exception {
        serve(1, () -> new Worker("version\r\n", "VERSION 1.6.18\r\n", 20 * MS, 0, false));
        assertThat(ask()).isEqualTo("memcached 1.6.18");
    }

    @Test
    void shouldTellSuchAServerThatKeepsFewWaiting() throws Exception {
        for (int waiting : List.of(1, 2, 5)) {
            Port port = serve(1, () -> new Worker("version\r\n", "VERSION 1.6.18\r\n", 20 * MS, 0, false));
            port.backlogMax = waiting;
            port.restNs = 0;
            assertThat(ask()).as("%d waiting", waiting).isEqualTo("memcached 1.6.18");
        }
    }

    /** As Bacula's storage daemon does. */
    @Test
    void shouldTellAServerThatTakesSecondsOverEachAnswer() throws Exception {
        serve(20, () -> new Worker("\0\0\0 Hello", "\0\0\0\50" + "1999 No way", 5_000 * MS, 30_000 * MS, true));
        assertThat(ask()).startsWith("bacula");
    }

    /** What is silent to all costs a port no more than this. */
    @Test
    void shouldLeaveASilentPortSoon() throws Exception {
        serve(1_000, () -> new Worker("never", "", 0, 0, false));
        assertThat(ask()).isEmpty();
        assertThat(network.nanoTime()).isLessThan(14_000 * MS);
    }
}

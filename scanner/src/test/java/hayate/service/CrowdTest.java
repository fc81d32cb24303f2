package hayate.service;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.Seeds;
import hayate.service.ScriptedNetwork.Line;
import hayate.service.ScriptedNetwork.Peer;
import hayate.service.ScriptedNetwork.Port;
import hayate.service.db.ServiceDatabase;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * A thousand honest servers among five thousand hostile ones, in virtual time: each honest one is told, the run ends soon after, and
 * hardly more connections are made than one to each port.
 */
class CrowdTest {
    private static final long MS = 1_000_000L;
    private static final long ROUND_TRIP_NS = MS / 5;
    /** The sweep finds ports at this distance. */
    private static final int PORTS_PER_MS = 10;

    private static final int HONEST = 1_000;
    private static final int HOSTILE = 5_000;
    /** Alone they take half a second; the others are listened to for a second or two. */
    private static final long RUN_MAX_NS = 4_500 * MS;
    /** Beside the first one to each port. */
    private static final int FURTHER_CONNECTIONS_MAX = 2 * HOSTILE;

    private static final int FIRST_PORT = 20_000;
    private static final ServiceDatabase DATABASE = ServiceDatabase.builtIn();

    private final long seed = Seeds.seed();

    private record Run(Map<Integer, String> told, long nanoseconds, int connections) {}

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static final class Greeter implements Peer {
        @Override
        public void connected(Line line) {
            line.say(50 * MS, bytes("220 (vsFTPd 3.0.3)\r\n"));
        }

        @Override
        public void received(Line line, byte[] sent) {
            line.hangUp(50 * MS, false);
        }
    }

    private static final class Web implements Peer {
        @Override
        public void received(Line line, byte[] sent) {
            if (new String(sent, StandardCharsets.ISO_8859_1).startsWith("GET / ")) {
                line.say(
                        0,
                        bytes("HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nConnection: close\r\n\r\n<title>x</title>"));
            }
            line.hangUp(MS, false);
        }
    }

    /** A manner of hostile servers. */
    private enum Manner implements Peer {
        SILENT,
        FLOOD {
            @Override
            public void connected(Line line) {
                line.say(0, bytes("220 " + "a ".repeat(8_000)));
            }
        },
        DRIP {
            @Override
            public void connected(Line line) {
                drip(line, 200);
            }
        },
        SLOW_DRIP {
            @Override
            public void connected(Line line) {
                drip(line, 1_000);
            }
        },
        LINE {
            @Override
            public void received(Line line, byte[] sent) {
                line.say(0, bytes("HTTP/1.1 200 ".repeat(400).substring(0, 4_096)));
            }
        },
        RESET {
            @Override
            public void connected(Line line) {
                line.hangUp(0, true);
            }
        },
        CLOSE {
            @Override
            public void connected(Line line) {
                line.hangUp(0, false);
            }
        },
        TLS {
            @Override
            public void received(Line line, byte[] sent) {
                byte[] hello = new byte[2_009];
                new Random(line.hashCode()).nextBytes(hello);
                System.arraycopy(new byte[] {0x16, 3, 3, 0x40, 0, 2, 0, 0, 9}, 0, hello, 0, 9);
                line.say(0, hello);
            }
        },
        NOISE {
            @Override
            public void received(Line line, byte[] sent) {
                byte[] noise = new byte[400];
                new Random(sent.length).nextBytes(noise);
                line.say(0, noise);
            }
        };

        private static void drip(Line line, int everyMs) {
            line.say(0, bytes("x"));
            line.later(everyMs * MS, () -> drip(line, everyMs));
        }
    }

    /** The peer at a port: hostile of some manner, or honest. */
    private static Peer peer(Optional<Manner> manner, int number) {
        return manner.isPresent() ? manner.get() : number % 2 == 0 ? new Greeter() : new Web();
    }

    private static Run run(List<Optional<Manner>> peers) throws Exception {
        ScriptedNetwork network = new ScriptedNetwork();
        Map<Integer, String> told = new HashMap<>();
        AtomicInteger connections = new AtomicInteger();
        ServiceConfig config =
                new ServiceConfig(5_000, 10_000, 60, 1_000, 4, 5_000 * MS, 7, 40_000 * MS, false, false, false);
        ServiceScanner scanner = new ServiceScanner(
                DATABASE,
                config,
                ConnectionPace.UNLIMITED,
                network,
                result -> {
                    int number = result.target().port();
                    if (peers.get(number - FIRST_PORT).isEmpty()) {
                        told.put(
                                number,
                                result.service()
                                        .map(service -> service.name() + " " + service.product())
                                        .orElse(""));
                    }
                },
                host -> false,
                (target, what) -> connections.addAndGet(what.get().contains("new connection") ? 1 : 0),
                network);
        int sent = 0;
        for (int step = 0; step < 3_000_000; step++) {
            for (; sent < peers.size() && sent < network.nanoTime() / MS * PORTS_PER_MS; sent++) {
                int number = FIRST_PORT + sent;
                Optional<Manner> own = peers.get(sent);
                network.port(number, new Port(() -> peer(own, number), ROUND_TRIP_NS, 1_000, false));
                byte[] address = {10, 0, (byte) (sent / 250), (byte) (sent % 250)};
                scanner.submit(new ServiceTarget(InetAddress.getByAddress(address), number, Optional.empty()));
            }
            if (sent == peers.size()) {
                scanner.endOfTargets();
                if (scanner.isIdle()) {
                    break;
                }
            }
            scanner.doWork();
        }
        assertThat(scanner.unfinished()).isZero();
        return new Run(told, network.nanoTime(), connections.get());
    }

    private void tellHonestOnesAmong(Manner... manners) throws Exception {
        List<Optional<Manner>> all = new ArrayList<>(Collections.nCopies(HONEST, Optional.empty()));
        for (int i = 0; i < HOSTILE; i++) {
            all.add(Optional.of(manners[i % manners.length]));
        }
        Collections.shuffle(all, new Random(seed));

        Run among = run(all);

        String which = "seed " + seed + " " + Arrays.toString(manners) + " " + among.nanoseconds() / MS + " ms, "
                + among.connections() + " connections";
        assertThat(among.told()).as(which).hasSize(HONEST);
        among.told()
                .forEach((number, name) ->
                        assertThat(name).as(which).isEqualTo(number % 2 == 0 ? "ftp vsftpd" : "http nginx"));
        assertThat(among.nanoseconds()).as(which).isLessThan(RUN_MAX_NS);
        assertThat(among.connections()).as(which).isLessThan(FURTHER_CONNECTIONS_MAX);
    }

    @Test
    void shouldNotBeKeptByAnyMixture() throws Exception {
        tellHonestOnesAmong(Manner.values());
    }

    @Test
    void shouldNotBeKeptByManyOfOneManner() throws Exception {
        tellHonestOnesAmong(Manner.SILENT);
    }
}

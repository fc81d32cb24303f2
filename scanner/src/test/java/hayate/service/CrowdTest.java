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
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A thousand honest servers among five thousand hostile ones, in virtual time: each honest one is told, the run ends soon after, and
 * fewer connections are made beside the first one to each port than there are ports. Servers that take seconds to greet are told among
 * hundreds that never do.
 */
class CrowdTest {
    private static final long MS = 1_000_000L;
    private static final long ROUND_TRIP_NS = MS / 5;
    /** The sweep finds ports at this distance. */
    private static final int PORTS_PER_MS = 10;

    private static final int HONEST = 1_000;
    private static final int HOSTILE = 5_000;
    /** Alone they take half a second; the others are listened to for a second or two. */
    private static final long RUN_MAX_NS = 3_700 * MS;
    /** Beside the first one to each port. */
    private static final int FURTHER_CONNECTIONS_MAX = HOSTILE;

    private static final int SILENT = 800;
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

    /** Says its banner after a while, and nothing else. */
    private record SlowGreeter(long afterNs, String banner) implements Peer {
        @Override
        public void connected(Line line) {
            line.say(afterNs, bytes(banner));
        }
    }

    /** A server and its port; what an honest one is told is looked at. */
    private record Server(int port, Peer peer, boolean honest) {}

    private static Server honest(int port) {
        return new Server(port, port % 2 == 0 ? new Greeter() : new Web(), true);
    }

    private static Run run(List<Server> servers) throws Exception {
        Set<Integer> honest =
                servers.stream().filter(Server::honest).map(Server::port).collect(Collectors.toSet());
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
                    if (honest.contains(number)) {
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
            for (; sent < servers.size() && sent < network.nanoTime() / MS * PORTS_PER_MS; sent++) {
                Server server = servers.get(sent);
                network.port(server.port(), new Port(server::peer, ROUND_TRIP_NS, 1_000, false));
                byte[] address = {10, 0, (byte) (sent / 250), (byte) (sent % 250)};
                scanner.submit(new ServiceTarget(InetAddress.getByAddress(address), server.port(), Optional.empty()));
            }
            if (sent == servers.size()) {
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
        List<Boolean> honest = new ArrayList<>(Collections.nCopies(HONEST, true));
        honest.addAll(Collections.nCopies(HOSTILE, false));
        Collections.shuffle(honest, new Random(seed));
        List<Server> all = new ArrayList<>();
        for (int port = FIRST_PORT; port < FIRST_PORT + honest.size(); port++) {
            all.add(
                    honest.get(port - FIRST_PORT)
                            ? honest(port)
                            : new Server(port, manners[port % manners.length], false));
        }

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

    @Test
    void shouldHearTheOnlyMailServerThatPausesAmongASilentCrowd() throws Exception {
        List<Server> all = silentCrowd();
        all.add(new Server(25, new SlowGreeter(5_000 * MS, "220 mail.example ESMTP Postfix (Debian/GNU)\r\n"), true));
        Collections.shuffle(all, new Random(seed));

        assertThat(run(all).told()).as("seed " + seed).containsOnly(Map.entry(25, "smtp Postfix smtpd"));
    }

    private static List<Server> silentCrowd() {
        List<Server> all = new ArrayList<>();
        for (int port = FIRST_PORT; port < FIRST_PORT + SILENT; port++) {
            all.add(new Server(port, Manner.SILENT, false));
        }
        return all;
    }

    /** As {@code -sV} does over many hosts most of whose ports never speak. */
    @Test
    void shouldHearSlowGreetersAmongASilentCrowd() throws Exception {
        List<Server> all = silentCrowd();
        Map<Integer, String> banners = Map.of(
                21, "220 (vsFTPd 3.0.3)\r\n",
                22, "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n",
                25, "220 mail.example ESMTP Postfix (Debian/GNU)\r\n",
                110, "+OK Dovecot (Debian) ready.\r\n",
                143, "* OK [CAPABILITY IMAP4rev1 LITERAL+] Dovecot (Debian) ready.\r\n");
        List<Integer> ports = new ArrayList<>(new TreeSet<>(banners.keySet()));
        Collections.shuffle(ports, new Random(seed));
        for (int i = 0; i < ports.size(); i++) {
            SlowGreeter slow = new SlowGreeter((i + 1L) * 1_000 * MS, banners.get(ports.get(i)));
            all.add(new Server(ports.get(i), slow, true));
        }
        Collections.shuffle(all, new Random(seed));

        Run among = run(all);

        String which = "seed " + seed + " " + ports + " after 1, 2, ... s; " + among.nanoseconds() / MS + " ms";
        assertThat(among.told())
                .as(which)
                .containsOnly(
                        Map.entry(21, "ftp vsftpd"),
                        Map.entry(22, "ssh OpenSSH"),
                        Map.entry(25, "smtp Postfix smtpd"),
                        Map.entry(110, "pop3 Dovecot pop3d"),
                        Map.entry(143, "imap Dovecot imapd"));
    }
}

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Conversations with scripted peers in virtual time, over many seeds: honest servers with any delay, order of data and
 * number of clients, among hostile ones. Whatever these do, the honest are told right, every port ends in its time, and no
 * connection takes more than its bytes.
 */
class ConversationTest {
    private static final long MS = 1_000_000L;
    private static final long TARGET_TIMEOUT_NS = 40_000 * MS;
    /** What one read may bring beyond the 4 KiB that are kept. */
    private static final int TAKEN_MAX = Connection.ANSWER_MAX + (8 << 10);

    /** What has told nothing gives way to those who wait, at the latest when it is next looked at. */
    private static final long GIVES_WAY_NS = ServiceConfig.LINGERING_AFTER_NS + 500 * MS;

    private static final int SEEDS = Integer.getInteger("hayate.service.seeds", 25);
    private static final int PORTS = 60;
    /** A port whose conversation is shown when it goes wrong. */
    private static final int TRACED = Integer.getInteger("hayate.service.port", 0);

    private static final ServiceDatabase DATABASE = ServiceDatabase.builtIn();

    private final long seed = Seeds.seed();

    /** A kind of honest server and what it is to be taken for. */
    private record Honest(String name, Supplier<Peer> peers, int clientsMax) {}

    /** Says its banner after a while, in pieces. */
    private record Greeter(String text, long afterNs, int pieces, long gapNs) implements Peer {
        private long spokenNs() {
            return afterNs + pieces * gapNs;
        }

        @Override
        public void connected(Line line) {
            byte[] all = bytes(text);
            for (int i = 0; i < pieces; i++) {
                int from = all.length * i / pieces;
                int to = all.length * (i + 1) / pieces;
                line.say(afterNs + i * gapNs, java.util.Arrays.copyOfRange(all, from, to));
            }
        }

        @Override
        public void received(Line line, byte[] sent) {
            line.say(spokenNs(), bytes("500 unknown\r\n"));
        }
    }

    /** Answers requests that begin so, and hangs up. */
    private record Answerer(String wanted, String text, long afterNs, boolean closes) implements Peer {
        @Override
        public void received(Line line, byte[] sent) {
            if (new String(sent, StandardCharsets.ISO_8859_1).startsWith(wanted)) {
                line.say(afterNs, bytes(text));
                if (closes) {
                    line.hangUp(afterNs + 1, false);
                }
            } else if (closes) {
                line.hangUp(0, false);
            }
        }
    }

    /** Anything but a service. */
    private record Hostile(Random random, int kind) implements Peer {
        @Override
        public void connected(Line line) {
            switch (kind) {
                case 0 -> {}
                case 1 -> flood(line, 0);
                case 2 -> drip(line);
                case 3 -> line.hangUp(random.nextInt(3_000) * MS, random.nextBoolean());
                case 4 -> line.say(0, garbage());
                default -> line.say(random.nextInt(9_000) * MS, bytes("HTTP/1.1 200 ".repeat(300)));
            }
        }

        @Override
        public void received(Line line, byte[] sent) {
            if (kind == 4) {
                line.say(0, new byte[] {0x16, 3, 3, 0x40, 0, 2, 0, 0, 9});
            } else if (kind == 5) {
                line.hangUp(0, true);
            }
        }

        private void flood(Line line, int rounds) {
            if (rounds < 50) {
                line.say(0, new byte[1 << 14]);
                line.later(10 * MS, () -> flood(line, rounds + 1));
            }
        }

        private void drip(Line line) {
            line.say(0, new byte[] {(byte) ('a' + random.nextInt(26))});
            line.later(100 * MS, () -> drip(line));
        }

        private byte[] garbage() {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            return bytes;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<Honest> honest(Random random) {
        long lateNs = random.nextInt(4_500) * MS;
        int pieces = 1 + random.nextInt(3);
        long gapNs = random.nextInt(45) * MS;
        int clients = random.nextInt(3) == 0 ? 1 : 1_000;
        long thinkNs = random.nextInt(300) * MS;
        return List.of(
                new Honest(
                        "ssh OpenSSH 9.2p1 Debian 2+deb12u3",
                        () -> new Greeter("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n", lateNs, pieces, gapNs),
                        1_000),
                new Honest(
                        "ftp vsftpd 3.0.3", () -> new Greeter("220 (vsFTPd 3.0.3)\r\n", lateNs, pieces, gapNs), 1_000),
                new Honest(
                        "http nginx 1.22.1",
                        () -> new Answerer("GET / ", "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\n\r\n", thinkNs, true),
                        clients),
                new Honest(
                        "memcached Memcached 1.6.18",
                        () -> new Answerer("version\r\n", "VERSION 1.6.18\r\n", thinkNs, false),
                        1_000));
    }

    @Test
    void shouldTellHonestServersWhateverTheOthersDo() throws Exception {
        for (int i = 0; i < SEEDS; i++) {
            run(seed + i);
        }
    }

    private void run(long oneSeed) throws Exception {
        Random random = new Random(oneSeed);
        ScriptedNetwork network = new ScriptedNetwork();
        List<String> trace = new ArrayList<>();
        network.roomMax = random.nextInt(4) == 0 ? 30 : Integer.MAX_VALUE;
        Map<Integer, String> wanted = new HashMap<>();
        Map<Integer, ServiceResult> got = new HashMap<>();
        Map<Integer, Long> endedNs = new HashMap<>();
        int concurrency = random.nextBoolean() ? PORTS : PORTS / 3;
        ServiceConfig config = new ServiceConfig(
                concurrency,
                1_000,
                40,
                1_000,
                1 + random.nextInt(4),
                5_000 * MS,
                7,
                TARGET_TIMEOUT_NS,
                true,
                true,
                false);
        ServiceScanner scanner = new ServiceScanner(
                DATABASE,
                config,
                ConnectionPace.UNLIMITED,
                network,
                result -> {
                    got.put(result.target().port(), result);
                    endedNs.put(result.target().port(), network.nanoTime());
                },
                host -> false,
                (target, what) -> {
                    if (target.port() == TRACED) {
                        trace.add(network.nanoTime() / MS + " ms " + what.get());
                    }
                },
                network);
        List<ServiceTarget> targets = new ArrayList<>();
        for (int number = 20_000; number < 20_000 + PORTS; number++) {
            long roundTripNs = (1 + random.nextInt(200)) * MS;
            if (random.nextInt(3) == 0) {
                Random own = new Random(random.nextLong());
                int kind = own.nextInt(6);
                network.port(number, new Port(() -> new Hostile(own, kind), roundTripNs, 1_000, own.nextInt(9) == 0));
            } else {
                List<Honest> kinds = honest(random);
                Honest kind = kinds.get(random.nextInt(kinds.size()));
                network.port(number, new Port(kind.peers(), roundTripNs, kind.clientsMax(), false));
                wanted.put(number, kind.name());
            }
            targets.add(new ServiceTarget(address(random), number, Optional.empty()));
        }
        targets.forEach(scanner::submit);
        for (int step = 0; !scanner.isIdle() && step < 3_000_000; step++) {
            scanner.doWork();
        }
        String which = "seed " + oneSeed;
        assertThat(scanner.unfinished()).as(which).isZero();
        assertThat(network.open).as(which).isZero();
        assertThat(network.takenMost).as(which).isLessThanOrEqualTo(TAKEN_MAX);
        assertThat(network.openMost).as(which).isLessThanOrEqualTo(3 * config.lanes() * PORTS);
        wanted.forEach((number, name) -> assertThat(named(got.get(number)))
                .as(which + " port " + number + trace)
                .isEqualTo(name));
        if (network.roomMax == Integer.MAX_VALUE) {
            long queuedMaxNs = (PORTS / concurrency - 1) * GIVES_WAY_NS;
            endedNs.values()
                    .forEach(end -> assertThat(end).as(which).isLessThan(queuedMaxNs + TARGET_TIMEOUT_NS + 100 * MS));
        }
    }

    private static InetAddress address(Random random) throws Exception {
        return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) (1 + random.nextInt(4))});
    }

    private static String named(ServiceResult result) {
        return result.service()
                .map(service -> service.name() + " " + service.product() + " " + service.version())
                .map(String::strip)
                .orElse("");
    }
}

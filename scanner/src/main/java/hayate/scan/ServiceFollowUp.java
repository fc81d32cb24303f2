package hayate.scan;

import hayate.plan.Addresses;
import hayate.report.ScriptReport;
import hayate.report.ServiceReport;
import hayate.service.ServiceConfig;
import hayate.service.ServiceResult;
import hayate.service.ServiceScanner;
import hayate.service.ServiceTarget;
import hayate.service.ServiceTrace;
import hayate.service.db.ProbeFileException;
import hayate.service.db.ServiceDatabase;
import hayate.work.SystemClock;
import hayate.work.WorkerThread;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/** Asks every open port what it is while the sweep goes on, on a thread of its own, and keeps what it was told. */
final class ServiceFollowUp implements HostBook.Services {
    private static final long CONNECT_TIMEOUT_NS = 5_000_000_000L;
    /** Some patterns recurse once a character of a 4 KiB answer. */
    private static final long STACK_BYTES = 8 << 20;

    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final ServiceScanner scanner;
    private final WorkerThread thread;
    private final FollowUpPace pace;
    private final IntFunction<Optional<String>> hostName;
    private final Map<Long, ServiceResult> results = new ConcurrentHashMap<>();
    private final Map<Long, Boolean> submitted = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> openPorts = new ConcurrentHashMap<>();
    private final SuspectPorts suspects = new SuspectPorts();
    private final int openPerHostMax;
    /** Ports of each host that are not done. */
    private final Map<Integer, Integer> waiting = new ConcurrentHashMap<>();
    /** Written by the scanner's thread, read by the reporter's. */
    private final AtomicInteger hostsDone = new AtomicInteger();

    /**
     * @param database what to ask, and how to tell answers
     * @param pace when connections may be begun
     * @param hostName the name that an address was asked for by
     * @param isOver whether an address has had its time
     * @param traced takes lines for people, if the configuration asks for them
     */
    ServiceFollowUp(
            ServiceDatabase database,
            VersionConfig config,
            ScanConfig scan,
            FollowUpPace pace,
            SystemClock clock,
            IntFunction<Optional<String>> hostName,
            IntPredicate isOver,
            Consumer<String> traced) {
        this.hostName = hostName;
        this.pace = pace;
        this.openPerHostMax = config.openPerHostMax();
        ServiceTrace trace = (target, what) ->
                traced.accept(target.address().getHostAddress() + ":" + target.port() + " " + what.get());
        this.scanner = new ServiceScanner(
                database,
                limits(config, scan),
                pace,
                clock,
                this::onService,
                host -> isOver.test(addressOf(host)),
                config.trace() ? trace : ServiceTrace.NONE);
        this.thread = new WorkerThread(scanner, workCount -> {}, STACK_BYTES);
        thread.start();
    }

    /**
     * The database asked for.
     *
     * @throws ScanException if it cannot be read
     */
    static ServiceDatabase database(VersionConfig config) {
        try {
            Optional<Path> file = config.database();
            return file.isPresent() ? ServiceDatabase.of(file.get()) : ServiceDatabase.builtIn();
        } catch (IOException e) {
            throw new ScanException("cannot read " + config.database().orElseThrow() + ": " + e.getMessage());
        } catch (ProbeFileException e) {
            throw new ScanException(e.getMessage());
        }
    }

    private static ServiceConfig limits(VersionConfig config, ScanConfig scan) {
        return switch (scan.rate().template()) {
            case PARANOID, SNEAKY, POLITE -> limits(config, scan, 1, 0, 1, 1, 1, 120);
            case NORMAL -> limits(config, scan, 1_000, 3_000, 20, 250, 3, 60);
            case AGGRESSIVE -> limits(config, scan, 5_000, 10_000, 60, 1_000, 4, 40);
            case INSANE -> limits(config, scan, 20_000, 10_000, 120, 4_000, 6, 25);
        };
    }

    private static ServiceConfig limits(
            VersionConfig config,
            ScanConfig scan,
            int ports,
            int lingering,
            int perHost,
            int perNet,
            int lanes,
            int seconds) {
        return new ServiceConfig(
                scan.parallelismMax().orElse(ports),
                scan.parallelismMax().isPresent() ? 0 : lingering,
                perHost,
                perNet,
                lanes,
                scan.timeouts().connectNs(CONNECT_TIMEOUT_NS),
                config.intensity(),
                seconds * NS_PER_SECOND,
                config.allPorts(),
                config.banners(),
                config.favicons());
    }

    private static long key(int address, int port) {
        return (long) address << Integer.SIZE | port;
    }

    /** A port is open; asked once however often that is said. */
    void onOpen(int address, int port) {
        if (submitted.putIfAbsent(key(address, port), Boolean.TRUE) == null
                && openPorts.merge(address, 1, Integer::sum) <= openPerHostMax) {
            waiting.merge(address, 1, Integer::sum);
            scanner.submit(new ServiceTarget(inet(address), port, hostName.apply(address)));
        }
    }

    private static InetAddress inet(int address) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {(byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address
                    });
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address: " + Addresses.format(address), e);
        }
    }

    private void onService(ServiceResult result) {
        int address = addressOf(result.target().address());
        suspects.add(address, result);
        results.put(key(address, result.target().port()), result);
        if (waiting.computeIfPresent(address, (host, ports) -> ports == 1 ? null : ports - 1) == null) {
            hostsDone.incrementAndGet();
        }
    }

    static int addressOf(InetAddress host) {
        byte[] octets = host.getAddress();
        return (octets[0] & 0xFF) << 24 | (octets[1] & 0xFF) << 16 | (octets[2] & 0xFF) << 8 | octets[3] & 0xFF;
    }

    /** Whether every open port of a host that was told is done. */
    boolean isDone(int address) {
        return !waiting.containsKey(address);
    }

    /** How often a host was done; as long as it is the same, no other is. */
    int hostsDone() {
        return hostsDone.get();
    }

    /** How many open ports are not done. */
    int portsLeft() {
        return scanner.unfinished();
    }

    /** No more open ports will be told. */
    void sweepIsOver() {
        pace.sweepIsOver();
        scanner.endOfTargets();
    }

    /** Whether there is still something to wait for. */
    boolean isRunning() {
        return !scanner.isIdle() && thread.failure() == null;
    }

    /** What is to be said of how it went. */
    Optional<String> note() {
        OptionalInt room = scanner.roomMax();
        return room.isEmpty()
                ? Optional.empty()
                : Optional.of("services were asked over " + room.getAsInt()
                        + " connections at once, for which the machine had room; more open files (ulimit -n) or ports"
                        + " (net.ipv4.ip_local_port_range) make it quicker");
    }

    /** Ends it, whatever is not done; then the thread is gone. */
    void stop() {
        thread.stop();
        if (thread.failure() != null) {
            System.getLogger(ServiceFollowUp.class.getName())
                    .log(System.Logger.Level.WARNING, "service detection stopped", thread.failure());
        }
    }

    @Override
    public Optional<ServiceReport> serviceAt(int address, int port) {
        return Optional.ofNullable(results.get(key(address, port))).flatMap(ServiceResult::service);
    }

    @Override
    public List<ScriptReport> evidenceAt(int address, int port, boolean shut) {
        ServiceResult result = results.get(key(address, port));
        if (result == null) {
            int open = openPorts.getOrDefault(address, 0);
            return open > openPerHostMax && submitted.containsKey(key(address, port))
                    ? SuspectPorts.suspect("not asked: one of more than " + openPerHostMax + " open ports of this host")
                    : List.of();
        }
        List<ScriptReport> evidence = new ArrayList<>(result.evidence());
        evidence.addAll(suspects.evidence(address, result, shut));
        return evidence;
    }
}

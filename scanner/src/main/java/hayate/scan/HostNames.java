package hayate.scan;

import hayate.report.HostReport.HostName;
import hayate.scan.ReportConfig.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;

/**
 * Names of hosts: those they were asked for by, and those that /etc/hosts or DNS has for their addresses (RFC 1035, 3.5), looked up many at
 * once from the system's name servers. A server that stays silent costs a few seconds in all, not per host: after
 * {@value #SILENT_MAX} questions without an answer no more are asked.
 */
final class HostNames {
    private static final int IN_FLIGHT_MAX = 100;
    private static final int SILENT_MAX = 20;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int NAME_LENGTH_MAX = 255;

    private final Names wanted;
    private final Map<Integer, String> asked = new HashMap<>();
    private final Map<Integer, String> reverse = new ConcurrentHashMap<>();
    private final Semaphore room = new Semaphore(IN_FLIGHT_MAX);
    private volatile boolean done;
    private Thread thread;
    private final AtomicInteger silent = new AtomicInteger();
    private volatile boolean answered;

    private HostNames(Names wanted) {
        this.wanted = wanted;
    }

    /**
     * The names of a scan.
     *
     * @param userNames the addresses of every name that a target was given by
     */
    static HostNames of(Names wanted, Map<String, List<Integer>> userNames) {
        HostNames names = new HostNames(wanted);
        userNames.forEach((name, addresses) -> addresses.forEach(address -> names.asked.putIfAbsent(address, name)));
        return names;
    }

    /** Begins to look these hosts up, as far as wanted, on a thread of its own. */
    void lookUp(HostTable hosts) {
        if (wanted == Names.NONE || hosts.size() == 0) {
            done = true;
            return;
        }
        Map<Integer, String> local = HostsFile.read();
        int[] addresses = new int[hosts.size()];
        int count = 0;
        for (int number = 0; number < addresses.length; number++) {
            int address = hosts.addressOf(number);
            String name = local.get(address);
            if (name == null) {
                addresses[count++] = address;
            } else {
                reverse.put(address, name);
            }
        }
        if (count == 0) {
            done = true;
            return;
        }
        int[] unknown = Arrays.copyOf(addresses, count);
        thread = new Thread(() -> lookUp(unknown), "hayate-names");
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether nothing more will be found. */
    boolean isDone() {
        return done;
    }

    /** Waits for the answers to what {@link #lookUp} asked; looks up those it did not know of. */
    void finish(HostTable hosts) {
        try {
            if (thread != null) {
                thread.join();
            } else {
                lookUp(hosts);
                if (thread != null) {
                    thread.join();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookUp(int[] addresses) {
        try {
            ExtendedResolver resolver = new ExtendedResolver();
            resolver.setTimeout(TIMEOUT);
            resolver.setRetries(2);
            LookupSession session = LookupSession.builder().resolver(resolver).build();
            for (int address : addresses) {
                if (isHopeless()) {
                    break;
                }
                room.acquire();
                ask(session, address);
            }
            boolean inTime = room.tryAcquire(IN_FLIGHT_MAX, 2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            System.getLogger(HostNames.class.getName())
                    .log(System.Logger.Level.DEBUG, inTime ? "all names looked up" : "some names came too late");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            done = true;
        }
    }

    private boolean isHopeless() {
        return !answered && silent.get() >= SILENT_MAX;
    }

    private void ask(LookupSession session, int address) {
        byte[] octets = {(byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address};
        CompletionStage<LookupResult> answer = session.lookupAsync(ReverseMap.fromAddress(octets), Type.PTR);
        answer.whenComplete((result, failure) -> {
            if (result != null) {
                answered = true;
                nameIn(result).ifPresent(name -> reverse.put(address, name));
            } else if (isSilence(failure)) {
                silent.incrementAndGet();
            } else {
                answered = true;
            }
            room.release();
        });
    }

    /** NXDOMAIN and the like are answers. */
    private static boolean isSilence(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return !cause.getClass().getName().startsWith("org.xbill.DNS.lookup.No");
    }

    private static Optional<String> nameIn(LookupResult result) {
        for (Record record : result.getRecords()) {
            if (record instanceof PTRRecord pointer) {
                String name = pointer.getTarget().toString(true);
                return name.isEmpty() || name.length() > NAME_LENGTH_MAX ? Optional.empty() : Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /** The name that an address was asked for by. */
    Optional<String> askedBy(int address) {
        return Optional.ofNullable(asked.get(address));
    }

    /** The names of an address, the one it was asked for by first. */
    List<HostName> of(int address) {
        List<HostName> names = new ArrayList<>();
        Optional.ofNullable(asked.get(address)).ifPresent(name -> names.add(new HostName(name, "user")));
        Optional.ofNullable(reverse.get(address)).ifPresent(name -> names.add(new HostName(name, "PTR")));
        return names;
    }
}

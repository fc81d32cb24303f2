package hayate.scan;

import hayate.report.ScriptReport;
import hayate.report.ServiceReport;
import hayate.service.ServiceResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Open ports with nothing behind them. A SYN proxy, a tarpit or a middlebox completes every handshake, so ports are told by
 * what comes after it: on a host where {@value #SILENT_MIN} ports or more, and nine of ten, say nothing at all, the silent
 * ones are suspect; where {@value #ALIKE_MIN} or more, and nine of ten that speak, say the same but for digits, those are.
 * By itself a silent port is that takes nothing of what is sent, or accepted with a window of zero: a SYN proxy opens it when
 * the host behind it has accepted. They are marked, not hidden. Written by the scanner's thread, read by the reporter's.
 */
final class SuspectPorts {
    static final int SILENT_MIN = 16;
    static final int ALIKE_MIN = 50;

    private static final String TAKES_NOTHING = "accepts connections and takes nothing of what is sent";
    private static final String REACHES_NOTHING =
            "accepts with a window of zero, as SYN proxies do, and nothing behind it was reached";

    private static final double SHARE_MIN = 0.9;
    /** Different answers of one host that are counted; what comes after has none like it. */
    private static final int ANSWERS_MAX = 64;

    /** The evidence of ports that were not asked what they are, on a host that accepts whatever it is asked without a window. */
    static final HostBook.Services UNASKED = new HostBook.Services() {
        @Override
        public Optional<ServiceReport> serviceAt(int address, int port) {
            return Optional.empty();
        }

        @Override
        public List<ScriptReport> evidenceAt(int address, int port, boolean shut) {
            return shut
                    ? suspect("accepts with a window of zero, as do nearly all ports of this host: a SYN proxy")
                    : List.of();
        }
    };

    private final Map<Integer, Host> hosts = new ConcurrentHashMap<>();

    /** What the ports of one host said. */
    private static final class Host {
        private int silent;
        private int speaking;
        private final Map<Integer, Integer> alike = new HashMap<>();

        synchronized void add(ServiceResult result) {
            if (result.answerHash().isEmpty()) {
                silent++;
                return;
            }
            speaking++;
            int hash = result.answerHash().getAsInt();
            if (alike.size() < ANSWERS_MAX || alike.containsKey(hash)) {
                alike.merge(hash, 1, Integer::sum);
            }
        }

        synchronized List<ScriptReport> judge(ServiceResult result) {
            int all = silent + speaking;
            if (result.answerHash().isEmpty()) {
                return silent >= SILENT_MIN && silent >= SHARE_MIN * all
                        ? suspect("accepts connections and says nothing, as do " + silent + " of " + all
                                + " open ports of this host")
                        : List.of();
            }
            int same = alike.getOrDefault(result.answerHash().getAsInt(), 0);
            return same >= ALIKE_MIN && same >= SHARE_MIN * speaking
                    ? suspect("answers as " + same + " of " + all + " open ports of this host do")
                    : List.of();
        }
    }

    /** A port is done. */
    void add(int address, ServiceResult result) {
        if (result.accepted()) {
            hosts.computeIfAbsent(address, number -> new Host()).add(result);
        }
    }

    /**
     * What speaks against a port, as far as its host is known.
     *
     * @param shut whether it accepted with a window of zero
     */
    List<ScriptReport> evidence(int address, ServiceResult result, boolean shut) {
        boolean silent = result.answerHash().isEmpty();
        if (silent && !result.takes().orElse(true)) {
            return suspect(TAKES_NOTHING);
        }
        if (silent && shut && result.takes().isEmpty()) {
            return suspect(REACHES_NOTHING);
        }
        Host host = hosts.get(address);
        return host == null || !result.accepted() ? List.of() : host.judge(result);
    }

    /** What speaks against the open ports of a host that was not asked more: whether it accepts everything without a window. */
    static boolean acceptsAllShut(int shut, int open) {
        return shut >= SILENT_MIN && shut >= SHARE_MIN * open;
    }

    /** Evidence by this name. */
    static List<ScriptReport> suspect(String why) {
        return List.of(new ScriptReport("suspect", why));
    }
}

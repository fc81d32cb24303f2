package hayate.scan;

import hayate.plan.Addresses;
import hayate.plan.Target;
import hayate.plan.TargetSpace;
import hayate.probe.TcpProbe;
import hayate.report.HostReport;
import hayate.report.HostReport.HostName;
import hayate.report.HostReport.Presence;
import hayate.report.HostReport.RoundTrip;
import hayate.report.PortReport;
import hayate.report.PortState;
import hayate.report.ScriptReport;
import hayate.report.ServiceReport;
import hayate.result.AnsweredMap;
import hayate.result.Finding;
import hayate.result.Reason;
import hayate.result.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Makes host reports of findings. The states of all ports are the answered map's, two bits each; kept here are facts per
 * host, and per port only what differs from the host's usual answer of that kind (reason, TTL, responder), so that a /16
 * with a hundred ports takes a few megabytes. Used by the reporter's thread, and after its end by the main thread.
 */
final class HostBook {
    private static final int KINDS = 3;
    private static final long NO_ANSWER = 0;
    private static final int TTL_SHIFT = 32;
    private static final int REASON_SHIFT = 40;
    private static final long PRESENT = 1L << 62;
    private static final Reason[] REASONS = Reason.values();
    private static final long TIMEOUT_MIN_US = 100_000;
    private static final long TIMEOUT_MAX_US = 10_000_000;

    private final TargetSpace space;
    private final AnsweredMap answered;
    private final HostTable hosts;
    private final TcpProbe type;
    private final IntFunction<String> serviceName;
    private final LongTable unusual = new LongTable();
    /** The first answer of each kind (filtered, closed, open) from each host. */
    private long[] usual = new long[0];

    HostBook(TargetSpace space, AnsweredMap answered, HostTable hosts, TcpProbe type, IntFunction<String> serviceName) {
        this.space = space;
        this.answered = answered;
        this.hosts = hosts;
        this.type = type;
        this.serviceName = serviceName;
    }

    /** What is asked. */
    TargetSpace asked() {
        return space;
    }

    /** What is known per host. */
    HostTable hosts() {
        return hosts;
    }

    /** Takes a finding, and tells the number of its host. */
    int onFinding(Finding finding) {
        int number = hosts.hear(finding);
        if (usual.length < hosts.size() * KINDS) {
            usual = Arrays.copyOf(usual, Math.max(hosts.size() * KINDS, usual.length * 2));
        }
        int kind = number * KINDS + finding.state.rank() - 1;
        long answer = pack(finding);
        if (usual[kind] == NO_ANSWER) {
            usual[kind] = answer;
        }
        if (usual[kind] == answer) {
            unusual.remove(finding.index);
        } else {
            unusual.put(finding.index, answer);
        }
        return number;
    }

    @SuppressWarnings("EnumOrdinal") // packed for this process alone
    private static long pack(Finding finding) {
        long responder = finding.responder == finding.address ? 0 : finding.responder & 0xFFFF_FFFFL;
        return PRESENT
                | (long) finding.reason.ordinal() << REASON_SHIFT
                | (finding.ttl & 0xFFL) << TTL_SHIFT
                | responder;
    }

    /** Whether every port of a host was open or closed: nothing more will be heard of it. */
    boolean isComplete(int address) {
        boolean[] complete = {true};
        forEachPort(address, (index, port) -> {
            State state = answered.stateOf(index);
            complete[0] &= state == State.OPEN || state == State.CLOSED;
        });
        return complete[0];
    }

    /** What follow-up found at a port. */
    interface Services {
        /** The service, if the port was asked. */
        Optional<ServiceReport> serviceAt(int address, int port);

        /**
         * Further evidence about it.
         *
         * @param shut whether it accepted with a window of zero
         */
        List<ScriptReport> evidenceAt(int address, int port, boolean shut);

        /** No follow-up. */
        Services NONE = new Services() {
            @Override
            public Optional<ServiceReport> serviceAt(int address, int port) {
                return Optional.empty();
            }

            @Override
            public List<ScriptReport> evidenceAt(int address, int port, boolean shut) {
                return List.of();
            }
        };
    }

    /**
     * The report of a host that is up.
     *
     * @param timedOut whether the host was given up because its time was over
     * @param silenceCounts whether ports that did not answer are reported: they were asked as often as planned
     */
    HostReport report(
            int number,
            boolean timedOut,
            boolean silenceCounts,
            List<HostName> names,
            Optional<String> vendor,
            Services services) {
        int address = hosts.addressOf(number);
        List<PortReport> ports = new ArrayList<>();
        Services told = services == Services.NONE && acceptsAllShut(number) ? SuspectPorts.UNASKED : services;
        forEachPort(address, (index, port) -> {
            State state = answered.stateOf(index);
            if (state != State.SILENT || silenceCounts) {
                ports.add(port(number, index, port, state, told));
            }
        });
        return new HostReport(
                hosts.firstNs(number),
                hosts.lastNs(number),
                timedOut,
                new HostReport.Status(Presence.UP, hosts.reasonOf(number).label(), hosts.ttlOf(number)),
                Addresses.format(address),
                hosts.macOf(number) == 0 ? Optional.empty() : Optional.of(formatMac(hosts.macOf(number))),
                vendor,
                names,
                List.of(),
                ports,
                roundTrip(number));
    }

    private Optional<RoundTrip> roundTrip(int number) {
        long smoothedUs = hosts.smoothedRttUs(number);
        if (smoothedUs == HostTable.RTT_UNKNOWN) {
            return Optional.empty();
        }
        long variationUs = hosts.rttVariationUs(number);
        long timeoutUs = Math.max(TIMEOUT_MIN_US, Math.min(TIMEOUT_MAX_US, smoothedUs + 4 * variationUs));
        return Optional.of(new RoundTrip(smoothedUs, variationUs, timeoutUs));
    }

    private PortReport port(int number, long index, int port, State state, Services services) {
        int address = hosts.addressOf(number);
        long answer = answer(number, index, state);
        Reason reason = reason(answer);
        int responder = (int) answer;
        String usualName = serviceName.apply(port);
        Optional<ServiceReport> service = services.serviceAt(address, port)
                .or(() -> usualName.isEmpty() ? Optional.empty() : Optional.of(ServiceReport.ofTable(usualName)));
        return new PortReport(
                port,
                "tcp",
                stateOf(state),
                reason.label(),
                (int) (answer >>> TTL_SHIFT) & 0xFF,
                responder == 0 ? Optional.empty() : Optional.of(Addresses.format(responder)),
                service,
                services.evidenceAt(address, port, reason == Reason.SYN_ACK_SHUT));
    }

    private long answer(int number, long index, State state) {
        int kind = number * KINDS + state.rank() - 1;
        long usualAnswer = state == State.SILENT || kind >= usual.length ? NO_ANSWER : usual[kind];
        return state == State.SILENT ? NO_ANSWER : unusual.get(index, usualAnswer);
    }

    private static Reason reason(long answer) {
        return answer == NO_ANSWER ? Reason.NO_RESPONSE : REASONS[(int) (answer >>> REASON_SHIFT) & 0xFF];
    }

    /** Whether a host accepts whatever it is asked, with a window of zero. */
    private boolean acceptsAllShut(int number) {
        int[] open = new int[2];
        forEachPort(hosts.addressOf(number), (index, port) -> {
            if (answered.stateOf(index) == State.OPEN) {
                open[reason(answer(number, index, State.OPEN)) == Reason.SYN_ACK_SHUT ? 1 : 0]++;
            }
        });
        return SuspectPorts.acceptsAllShut(open[1], open[0] + open[1]);
    }

    private PortState stateOf(State state) {
        return switch (state) {
            case OPEN -> PortState.OPEN;
            case CLOSED -> type == TcpProbe.ACK ? PortState.UNFILTERED : PortState.CLOSED;
            case FILTERED -> PortState.FILTERED;
            case SILENT -> type.isSilenceOpen() ? PortState.OPEN_FILTERED : PortState.FILTERED;
        };
    }

    /** Takes an index and its port. */
    private interface PortSink {
        void onPort(long index, int port);
    }

    private void forEachPort(int address, PortSink sink) {
        long row = space.gridAddresses().indexOf(address);
        int columns = row < 0 ? 0 : space.ports().size();
        long gridSize = space.size() - space.pairCount();
        int pair = firstPairOf(address, gridSize);
        int column = 0;
        while (true) {
            boolean hasPair = pair < space.pairCount() && Target.address(space.targetAt(gridSize + pair)) == address;
            int pairPort = hasPair ? Target.port(space.targetAt(gridSize + pair)) : Integer.MAX_VALUE;
            int gridPort = column < columns ? space.ports().portAt(column) : Integer.MAX_VALUE;
            if (pairPort == Integer.MAX_VALUE && gridPort == Integer.MAX_VALUE) {
                return;
            }
            if (gridPort < pairPort) {
                sink.onPort(row * columns + column, gridPort);
                column++;
            } else {
                sink.onPort(gridSize + pair, pairPort);
                pair++;
            }
        }
    }

    /** The number of the first single target that is not before an address. */
    private int firstPairOf(int address, long gridSize) {
        int low = 0;
        int high = space.pairCount();
        while (low < high) {
            int middle = (low + high) >>> 1;
            int other = Target.address(space.targetAt(gridSize + middle));
            if (Integer.compareUnsigned(other, address) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    static String formatMac(long mac) {
        StringBuilder text = new StringBuilder(17);
        for (int shift = 40; shift >= 0; shift -= 8) {
            text.append(text.length() == 0 ? "" : ":").append(String.format("%02X", (mac >>> shift) & 0xFF));
        }
        return text.toString();
    }
}

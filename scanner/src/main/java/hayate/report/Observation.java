package hayate.report;

import java.util.List;
import java.util.Optional;

/**
 * One line of a file that tells a finding a line.
 *
 * @param protocol of the port; {@code icmp} and {@code arp} speak of the host alone
 * @param timeNs when, nanoseconds since the epoch, 0 if not known
 * @param roundTripUs microseconds, negative if not known
 * @param names of the host
 */
record Observation(
        String address,
        String protocol,
        int port,
        PortState state,
        String reason,
        int reasonTtl,
        Optional<String> responder,
        long timeNs,
        long roundTripUs,
        Optional<ServiceReport> service,
        List<ScriptReport> scripts,
        List<HostReport.HostName> names) {
    static final long ROUND_TRIP_UNKNOWN = -1;

    static Observation of(
            String address, String protocol, int port, PortState state, String reason, int reasonTtl, long timeNs) {
        return new Observation(
                address,
                protocol,
                port,
                state,
                Reasons.ofMasscan(reason, protocol),
                reasonTtl,
                Optional.empty(),
                timeNs,
                ROUND_TRIP_UNKNOWN,
                Optional.empty(),
                List.of(),
                List.of());
    }

    /** What masscan heard from an open port: {@code name} is what it took it for. */
    static Observation banner(
            String address, String protocol, int port, String name, String text, int reasonTtl, long timeNs) {
        return new Observation(
                address,
                protocol,
                port,
                PortState.OPEN,
                protocol.equals("tcp") ? "syn-ack" : "udp-response",
                reasonTtl,
                Optional.empty(),
                timeNs,
                ROUND_TRIP_UNKNOWN,
                Banners.service(name),
                List.of(Banners.script(name, text)),
                List.of());
    }
}

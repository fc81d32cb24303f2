package hayate.report;

import java.util.List;
import java.util.Optional;

/**
 * What is said of one port.
 *
 * @param protocol {@code tcp}, {@code udp}, {@code sctp} or {@code ip}
 * @param reason the reply that the state rests on, in nmap's words
 * @param reasonTtl TTL of that reply, 0 if there was none
 * @param reasonAddress who replied, if it was not the host itself
 * @param service what answers there, or its usual name
 */
public record PortReport(
        int port,
        String protocol,
        PortState state,
        String reason,
        int reasonTtl,
        Optional<String> reasonAddress,
        Optional<ServiceReport> service,
        List<ScriptReport> scripts) {
    public PortReport {
        scripts = List.copyOf(scripts);
    }
}

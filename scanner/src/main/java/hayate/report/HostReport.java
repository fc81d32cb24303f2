package hayate.report;

import java.util.List;
import java.util.Optional;

/**
 * What is said of one host.
 *
 * @param startNs when work on it began, nanoseconds since the epoch, 0 if not known
 * @param endNs when work on it ended
 * @param timedOut whether it was given up for the host timeout; what was found until then is here
 * @param address IPv4 or IPv6 address in its text form
 * @param mac hardware address if it is on the link, such as {@code 02:00:5E:10:00:01}
 * @param vendor who made that hardware
 * @param names host names, the one that was asked for first
 * @param otherAddresses addresses of the same name that were not scanned
 * @param ports every port that was asked, ascending within a protocol; writers decide which of them they show
 * @param roundTrip measured round trip
 */
public record HostReport(
        long startNs,
        long endNs,
        boolean timedOut,
        Status status,
        String address,
        Optional<String> mac,
        Optional<String> vendor,
        List<HostName> names,
        List<String> otherAddresses,
        List<PortReport> ports,
        Optional<RoundTrip> roundTrip) {
    public HostReport {
        names = List.copyOf(names);
        otherAddresses = List.copyOf(otherAddresses);
        ports = List.copyOf(ports);
    }

    /** Whether a host is there. */
    public enum Presence {
        UP("up"),
        DOWN("down"),
        UNKNOWN("unknown");

        private final String label;

        Presence(String label) {
            this.label = label;
        }

        /** The word in every format. */
        public String label() {
            return label;
        }
    }

    /**
     * Whether the host is there, and why that is believed.
     *
     * @param reason in nmap's words: {@code echo-reply}, {@code arp-response}, {@code user-set}, ...
     * @param reasonTtl TTL of that reply, 0 if there was none
     */
    public record Status(Presence presence, String reason, int reasonTtl) {}

    /** A name of the host: {@code type} is {@code user} if it was asked for by it, {@code PTR} if DNS gave it. */
    public record HostName(String name, String type) {}

    /**
     * Round trip as RFC 6298 smooths it, microseconds.
     *
     * @param timeoutUs how long a reply was waited for
     */
    public record RoundTrip(long smoothedUs, long variationUs, long timeoutUs) {}

    /** The same host with other ports. */
    HostReport withPorts(List<PortReport> otherPorts) {
        return new HostReport(
                startNs, endNs, timedOut, status, address, mac, vendor, names, otherAddresses, otherPorts, roundTrip);
    }

    /** Whether the host answered. */
    public boolean isUp() {
        return status.presence() == Presence.UP;
    }
}

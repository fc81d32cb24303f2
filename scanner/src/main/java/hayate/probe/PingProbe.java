package hayate.probe;

import java.util.Locale;

/**
 * One way to ask whether a host is there.
 *
 * @param kind what is sent
 * @param port the TCP port, 0 for ICMP
 */
public record PingProbe(Kind kind, int port) {
    /** Kinds of packets that most hosts answer. */
    public enum Kind {
        /** ICMP echo request (RFC 792, type 8). */
        ECHO,
        /** ICMP timestamp request (RFC 792, type 13). */
        TIMESTAMP,
        /** ICMP address mask request (RFC 950, type 17). */
        MASK,
        /** TCP SYN. */
        SYN,
        /** TCP ACK that belongs to no connection. */
        ACK;

        /** Whether it is TCP. */
        public boolean isTcp() {
            return this == SYN || this == ACK;
        }
    }

    /** For people: {@code syn 443}, {@code echo}. */
    @Override
    public String toString() {
        String name = kind.name().toLowerCase(Locale.ROOT);
        return kind.isTcp() ? name + " " + port : name;
    }
}

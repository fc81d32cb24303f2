package hayate.net;

/** libpcap refused: no such interface, no privilege, no library. Never thrown per packet. */
public final class PcapException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PcapException(String message, Throwable cause) {
        super(message, cause);
    }
}

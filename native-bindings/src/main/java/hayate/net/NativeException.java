package hayate.net;

/** A system call that failed: which call, on what, and why. Never thrown per packet. */
public final class NativeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int number;

    /**
     * @param call what was attempted, for instance {@code bind(AF_PACKET, eth0)}
     * @param number the errno it left
     */
    public NativeException(String call, int number) {
        super(message(call, number));
        this.number = number;
    }

    private static String message(String call, int number) {
        Errno errno = Errno.of(number);
        return errno == Errno.OTHER ? call + ": error " + number : call + ": " + errno.text() + " (" + errno + ")";
    }

    /** The typed errno. */
    public Errno errno() {
        return Errno.of(number);
    }

    /** The raw errno. */
    public int number() {
        return number;
    }

    /** Whether the caller lacks a privilege (EPERM or EACCES). */
    public boolean isPrivilege() {
        return errno() == Errno.EPERM || errno() == Errno.EACCES;
    }
}

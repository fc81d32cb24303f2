package hayate.service.db;

/** A service-probes file that cannot be read: the message names file, line and what was expected. */
public final class ProbeFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one line for people */
    public ProbeFileException(String message) {
        super(message);
    }
}

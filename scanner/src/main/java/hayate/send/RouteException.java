package hayate.send;

/** Packets cannot leave as asked; the message is for the operator. */
public final class RouteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what cannot be done and with which values */
    public RouteException(String message) {
        super(message);
    }
}

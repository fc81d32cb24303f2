package hayate.lab;

/** A world that could not be made or used: what was attempted and what the system said. */
public final class LabException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /** A failure that ends the command with exit code 1. */
    public LabException(String message) {
        this(message, ExitCodes.FAILED);
    }

    LabException(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    /** The exit code of the command that met it: 1, or 77 when a privilege or a tool is missing. */
    public int exitCode() {
        return exitCode;
    }
}

package hayate.report;

import java.io.PrintStream;

/** A command cannot do what it was asked; the message is the line for standard error. */
final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    private static final int INCOMPLETE = 3;

    private final int exitCode;

    CommandException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** Nothing to tell. */
    static CommandException incomplete() {
        return new CommandException(INCOMPLETE, "");
    }

    /** The line for standard error, if there is one. */
    void tell(PrintStream err) {
        if (!getMessage().isEmpty()) {
            err.println("hayate: " + getMessage());
        }
    }

    int exitCode() {
        return exitCode;
    }
}

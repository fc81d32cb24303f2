package hayate.status;

import hayate.net.Libc;
import hayate.output.Texts;
import java.io.PrintStream;
import java.util.Map;

/**
 * Standard error as a person or a log sees it. Keeps one status line at the bottom of a terminal and prints messages above
 * it, so nothing is torn or scrolled. Safe from any thread.
 *
 * <p>{@link System#console()} is no use here: it is null as soon as standard output is redirected.
 */
public final class Terminal {
    private static final int WIDTH_DEFAULT = 80;
    private static final int STDERR = 2;
    private static final String ERASE_LINE = "\r\033[K";

    private final PrintStream out;
    private final boolean interactive;
    private final boolean coloured;
    private final boolean escapes;
    private final int widthColumns;
    private boolean statusShown;
    private int statusLength;

    /** A terminal of given abilities. */
    public Terminal(PrintStream out, boolean interactive, Map<String, String> environment) {
        boolean dumb = "dumb".equals(environment.get("TERM"));
        this.out = out;
        this.interactive = interactive;
        this.escapes = interactive && !dumb;
        this.coloured = escapes && environment.getOrDefault("NO_COLOR", "").isEmpty();
        this.widthColumns = width(environment.get("COLUMNS"));
    }

    /** Standard error of this process: one for all, for there is one status line. */
    public static Terminal standardError() {
        return StandardError.TERMINAL;
    }

    private static final class StandardError {
        private static final Terminal TERMINAL = new Terminal(System.err, Libc.isTerminal(STDERR), System.getenv());
    }

    private static int width(String columns) {
        try {
            int width = columns == null ? WIDTH_DEFAULT : Integer.parseInt(columns.strip());
            return width < 20 ? WIDTH_DEFAULT : width;
        } catch (NumberFormatException e) {
            return WIDTH_DEFAULT;
        }
    }

    /** Whether a person sees this as it happens. */
    public boolean isInteractive() {
        return interactive;
    }

    /** Whether colours are wanted (not with NO_COLOR, see no-color.org, nor on a dumb or no terminal). */
    public boolean isColoured() {
        return coloured;
    }

    /** Prints a line of text from anywhere, control characters escaped, above the status line. */
    public synchronized void line(String text) {
        eraseStatus();
        out.print(Texts.escapeControls(text) + System.lineSeparator());
        out.flush();
    }

    /** Replaces the status line, cut to the terminal's width; does nothing unless interactive. */
    public synchronized void status(String text) {
        if (!interactive) {
            return;
        }
        String cut = cut(Texts.escapeControls(text), widthColumns - 1);
        String padding = escapes ? "" : " ".repeat(Math.max(0, statusLength - cut.length()));
        out.print((escapes ? ERASE_LINE : "\r") + cut + padding);
        out.flush();
        statusShown = true;
        statusLength = cut.length();
    }

    /** Removes the status line. */
    public synchronized void clearStatus() {
        if (!statusShown) {
            return;
        }
        eraseStatus();
        out.flush();
    }

    private void eraseStatus() {
        if (statusShown) {
            out.print(escapes ? ERASE_LINE : "\r" + " ".repeat(statusLength) + "\r");
            statusShown = false;
            statusLength = 0;
        }
    }

    private static String cut(String text, int columns) {
        return text.length() <= columns ? text : text.substring(0, Math.max(0, columns));
    }
}

package hayate.net;

import hayate.net.SocketLayout.Pollfd;
import hayate.net.SocketLayout.Termios;

/**
 * Single keys from the terminal on standard input: no Enter, no echo; Ctrl-C and Ctrl-Z stay signals (termios(3)). Only while
 * this process is in the foreground: a background process that reads, or changes a terminal's modes, is stopped
 * (SIGTTIN, SIGTTOU). One thread reads; {@link #restore} may be called by any.
 */
public final class TerminalKeys {
    /** No key was pressed. */
    public static final int NONE = -1;
    /** There will be no more keys. */
    public static final int END = -2;

    private static final int STDIN = 0;
    private static final int ICANON = 0x2;
    private static final int ECHO = 0x8;
    private static final int VTIME = 5;
    private static final int VMIN = 6;

    private final NativeMemory before = NativeMemory.allocate(Termios.SIZE);
    private final NativeMemory modes = NativeMemory.allocate(Termios.SIZE);
    private final NativeMemory pollfd = NativeMemory.allocate(Pollfd.SIZE);
    private final NativeMemory key = NativeMemory.allocate(1);
    private boolean changed;
    private boolean ended;
    private boolean paused;

    /** Whether standard input is a terminal that listens to this process. */
    public static boolean areThere() {
        return Libc.isTerminal(STDIN) && Libc.isForeground(STDIN);
    }

    /** Changes nothing before the first {@link #read}. */
    public TerminalKeys() {
        pollfd.buffer().putInt(Pollfd.FD, STDIN);
        pollfd.buffer().putShort(Pollfd.EVENTS, (short) Libc.POLLIN);
    }

    /** Waits for a key: its character, {@link #NONE} after the timeout, {@link #END} after the last. */
    public int read(int timeoutMs) {
        if (!listen()) {
            return NONE;
        }
        if (Libc.poll(pollfd.address(), timeoutMs) == 0 || !Libc.isForeground(STDIN)) {
            return NONE;
        }
        long read = Libc.readOrErrno(STDIN, key.address(), 1);
        return read == 1 ? key.buffer().get(0) & 0xFF : END;
    }

    /** Sets the modes if they are not, or no longer: a shell sets its own while a job is stopped. */
    private synchronized boolean listen() {
        if (ended || paused || !Libc.isForeground(STDIN) || !Libc.terminalModes(STDIN, modes)) {
            return false;
        }
        int flags = modes.buffer().getInt(Termios.C_LFLAG);
        if ((flags & (ICANON | ECHO)) != 0) {
            for (int i = 0; i < Termios.SIZE; i++) {
                before.buffer().put(i, modes.buffer().get(i));
            }
            modes.buffer().putInt(Termios.C_LFLAG, flags & ~(ICANON | ECHO));
            modes.buffer().put(Termios.C_CC + VMIN, (byte) 1);
            modes.buffer().put(Termios.C_CC + VTIME, (byte) 0);
            changed = Libc.setTerminalModes(STDIN, modes);
        }
        return true;
    }

    /** Puts the terminal back as it was until {@link #goOn}: not every shell does when a job of its is stopped. */
    public synchronized void pause() {
        paused = true;
        putBack();
    }

    /** The next {@link #read} sets the modes again. */
    public synchronized void goOn() {
        paused = false;
    }

    /** Puts the terminal back as it was, for good. */
    public synchronized void restore() {
        ended = true;
        putBack();
    }

    private void putBack() {
        if (changed && Libc.isForeground(STDIN)) {
            Libc.setTerminalModes(STDIN, before);
        }
        changed = false;
    }
}

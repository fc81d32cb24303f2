package hayate.status;

import hayate.net.TerminalKeys;

/**
 * The keys that steer a running scan, as nmap's users know them, on a thread of their own. Active while standard input is a
 * terminal and the scan in its foreground; the terminal is put back however the scan ends, but for kill -9.
 */
public final class RunKeys implements KeyListening {
    private static final int POLL_MS = 200;

    private final Terminal terminal;
    private final Steering steering;
    private final TerminalKeys keys;
    private volatile boolean running = true;

    private RunKeys(Terminal terminal, Steering steering) {
        this.terminal = terminal;
        this.steering = steering;
        this.keys = new TerminalKeys();
        Thread thread = new Thread(this::run, "hayate-keys");
        thread.setDaemon(true);
        // For what ends the process past close(): an error, or a SIGHUP.
        Runtime.getRuntime().addShutdownHook(new Thread(keys::restore, "hayate-keys-restore"));
        thread.start();
    }

    /** Begins to listen, if there is a terminal to listen to; the result restores it. */
    public static KeyListening listen(Terminal terminal, Steering steering) {
        return TerminalKeys.areThere() ? new RunKeys(terminal, steering) : KeyListening.NONE;
    }

    private void run() {
        int key = TerminalKeys.NONE;
        while (running && key != TerminalKeys.END) {
            key = keys.read(POLL_MS);
            if (key >= 0) {
                press((char) key);
            } else if (key == TerminalKeys.NONE) {
                idle();
            }
        }
    }

    /** In the background {@code read} returns at once, and there is nothing to hurry for. */
    private static void idle() {
        try {
            Thread.sleep(TerminalKeys.areThere() ? 1 : POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void press(char key) {
        switch (key) {
            case 'v' -> terminal.line("verbosity raised to " + steering.changeVerbose(1));
            case 'V' -> terminal.line("verbosity lowered to " + steering.changeVerbose(-1));
            case 'd' -> terminal.line("debugging raised to " + steering.changeDebug(1));
            case 'D' -> terminal.line("debugging lowered to " + steering.changeDebug(-1));
            case 'p' -> showPackets(true);
            case 'P' -> showPackets(false);
            case '?' ->
                terminal.line("v/V more or less said, d/D debugging, p/P packets shown or not, any other key: where"
                        + " the scan stands");
            default -> steering.wantStatus();
        }
    }

    private void showPackets(boolean on) {
        terminal.line("packets are " + (on ? "shown" : "no longer shown"));
        steering.packets().turn(on);
    }

    @Override
    public void pause() {
        terminal.clearStatus();
        keys.pause();
    }

    @Override
    public void goOn() {
        keys.goOn();
    }

    @Override
    public void close() {
        running = false;
        keys.restore();
    }
}

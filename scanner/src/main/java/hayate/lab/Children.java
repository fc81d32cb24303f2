package hayate.lab;

import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;

/**
 * The processes of a world. A namespace lives as long as a process in it, so they end first: each is given a moment to
 * end by itself (Ctrl-C reaches a whole terminal group), is then interrupted, and at last killed.
 */
final class Children {
    private static final long BY_ITSELF_MS = 500;
    private static final long INTERRUPTED_MS = 5_000;
    private static final long KILLED_MS = 2_000;

    private record Child(Process process, boolean polite) {}

    private final Deque<Child> children = new ConcurrentLinkedDeque<>();

    /** @param polite whether it has something to save when it is interrupted */
    void add(Process process, boolean polite) {
        children.push(new Child(process, polite));
    }

    /** Ends all, the youngest first. */
    void end() {
        for (Child child = children.poll(); child != null; child = children.poll()) {
            end(child);
        }
    }

    private static void end(Child child) {
        Process process = child.process();
        if (child.polite() && !ended(process, BY_ITSELF_MS)) {
            Tool.attempt(List.of("kill", "-INT", Long.toString(process.pid())), "");
            ended(process, INTERRUPTED_MS);
        }
        if (process.isAlive()) {
            process.destroyForcibly();
            ended(process, KILLED_MS);
        }
    }

    private static boolean ended(Process process, long timeoutMs) {
        try {
            return process.waitFor(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

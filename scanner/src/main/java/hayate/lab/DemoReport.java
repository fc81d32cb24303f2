package hayate.lab;

import java.io.PrintStream;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Compares what a demonstration found with what there was. */
final class DemoReport {
    private final Truth truth;
    private final FoundTargets found;

    DemoReport(Truth truth, FoundTargets found) {
        this.truth = truth;
        this.found = found;
    }

    /** Whether every open target was found, and nothing else, once. */
    boolean exact() {
        return found.in("open").equals(truth.open()) && found.duplicates("open") == 0;
    }

    /** Prints the comparison, a line a state. */
    void print(PrintStream out) {
        out.printf(
                Locale.ROOT, "%n%-10s %9s %9s %9s %7s %11s%n", "", "there", "found", "recall", "false", "duplicates");
        row(out, "open", truth.open());
        if (!found.in("closed").isEmpty()) {
            row(out, "closed", truth.closed());
        }
        if (!found.in("filtered").isEmpty()) {
            row(out, "filtered", truth.prohibited());
        }
    }

    private void row(PrintStream out, String state, Set<Long> there) {
        Set<Long> right = new HashSet<>(found.in(state));
        right.retainAll(there);
        int wrong = found.in(state).size() - right.size();
        out.printf(
                Locale.ROOT,
                "%-10s %,9d %,9d %8.2f%% %7d %11d%n",
                state,
                there.size(),
                right.size(),
                100.0 * right.size() / there.size(),
                wrong,
                found.duplicates(state));
    }
}

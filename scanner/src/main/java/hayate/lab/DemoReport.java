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

    /** Whether every target was found in its state, and nothing else, once. */
    boolean exact() {
        return isExact("open", truth.open())
                && isExact("closed", truth.closed())
                && isExact("filtered", truth.prohibited());
    }

    private boolean isExact(String state, Set<Long> there) {
        return found.in(state).equals(there) && found.duplicates(state) == 0;
    }

    /** Prints the comparison, a line a state, and the verdict. */
    void print(PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%n%-10s %9s %9s %9s %7s %11s%n",
                "the truth",
                "there",
                "found",
                "recall",
                "false",
                "duplicates");
        row(out, "open", truth.open());
        row(out, "closed", truth.closed());
        row(out, "filtered", truth.prohibited());
        out.printf(
                "%n%s%n",
                exact()
                        ? "Exact: everything that was there, nothing else, each once."
                        : "NOT EXACT: something was missed, made up or told twice.");
    }

    private void row(PrintStream out, String state, Set<Long> there) {
        Set<Long> right = new HashSet<>(found.in(state));
        right.retainAll(there);
        int wrong = found.in(state).size() - right.size();
        out.printf(
                Locale.ROOT,
                "  %-8s %,9d %,9d %8.2f%% %7d %11d%n",
                state,
                there.size(),
                right.size(),
                100.0 * right.size() / there.size(),
                wrong,
                found.duplicates(state));
    }
}

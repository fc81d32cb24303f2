package hayate.cli;

import hayate.plan.Plan;
import hayate.plan.ReverseResolver;
import hayate.plan.Shard;
import hayate.plan.TargetLister;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Optional;

/**
 * What -sL prints: a target a line, ascending, or with a seed in the order in which a stream with that seed sends. Nothing
 * is sent but the look-ups of -R.
 */
final class TargetListing {
    private TargetListing() {}

    /** Prints the targets; ends early, and well, when nobody reads them any more ({@code | head}). */
    static void print(Plan plan, Optional<Long> seed, Shard shard, boolean withNames, PrintStream out) {
        TargetLister lister = seed.map(s -> TargetLister.inSendingOrder(plan, s, shard))
                .orElseGet(() -> TargetLister.ascending(plan));
        try {
            if (withNames) {
                lister.writeWithNames(new Checked(out), ReverseResolver.system());
            } else {
                lister.writeTo(new Checked(out));
            }
        } catch (IOException e) {
            System.getLogger(TargetListing.class.getName()).log(System.Logger.Level.DEBUG, "the list was cut short", e);
        }
    }

    /** A print stream keeps its errors to itself; this one throws them. */
    private static final class Checked extends OutputStream {
        private final PrintStream out;

        Checked(PrintStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            if (out.checkError()) {
                throw new IOException("standard output is closed");
            }
        }

        @Override
        public void flush() {
            out.flush();
        }
    }
}

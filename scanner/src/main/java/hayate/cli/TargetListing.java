package hayate.cli;

import hayate.plan.Addresses;
import hayate.plan.Plan;
import hayate.plan.SendingOrder;
import hayate.plan.Shard;
import hayate.plan.Target;
import hayate.plan.TargetSpace;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * What -sL prints: a target a line, by address, or with a seed in the order in which a scan with that seed sends. Ports
 * are shown if some were asked for; with -R each address is followed by its name. Nothing is sent but those look-ups.
 */
final class TargetListing {
    private static final int FLUSH_CHARS = 1 << 15;

    private final TargetSpace space;
    private final boolean withPorts;
    private final boolean withNames;
    private final PrintStream out;
    private final StringBuilder pending = new StringBuilder(FLUSH_CHARS + 300);

    TargetListing(Plan plan, boolean withNames, PrintStream out) {
        this.space = plan.space();
        this.withPorts = plan.portsAsked();
        this.withNames = withNames;
        this.out = out;
    }

    /** Prints the targets; stops early when nobody reads them any more. */
    void print(Optional<Long> seed, Shard shard) {
        if (!withPorts && seed.isEmpty()) {
            printAddresses();
        } else {
            printTargets(seed, shard);
        }
        flush();
    }

    private void printAddresses() {
        long count = space.addresses().size();
        for (long i = 0; i < count && isRead(); i++) {
            line(space.addresses().addressAt(i), 0);
        }
    }

    private void printTargets(Optional<Long> seed, Shard shard) {
        SendingOrder order = seed.map(s -> new SendingOrder(space, s, shard)).orElse(null);
        long count = order == null ? space.size() : order.length();
        for (long i = 0; i < count && isRead(); i++) {
            long target = space.targetAt(order == null ? i : order.indexAt(i));
            line(Target.address(target), Target.port(target));
        }
    }

    private void line(int address, int port) {
        pending.append(Addresses.format(address));
        if (withPorts) {
            pending.append(':').append(port);
        }
        if (withNames) {
            pending.append(name(address));
        }
        pending.append('\n');
        if (pending.length() >= FLUSH_CHARS) {
            flush();
        }
    }

    private static String name(int address) {
        String text = Addresses.format(address);
        try {
            String name = InetAddress.getByName(text).getCanonicalHostName();
            return name.equals(text) ? "" : " (" + Quote.oneLine(name) + ")";
        } catch (UnknownHostException e) {
            return "";
        }
    }

    private void flush() {
        out.print(pending);
        out.flush();
        pending.setLength(0);
    }

    /** A print stream keeps its errors to itself; checking costs a flush, so only after a buffer's worth. */
    private boolean isRead() {
        return pending.length() > 0 || !out.checkError();
    }
}

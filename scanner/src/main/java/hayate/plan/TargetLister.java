package hayate.plan;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Writes the targets of a plan without sending anything ({@code -sL}): one line each, {@code 10.0.0.1}, or
 * {@code 10.0.0.1:80} where ports were asked for; with names, {@code 10.0.0.1 host.example}. Without names no line
 * makes garbage. Names are asked for by several threads, a bounded stretch ahead
 * of the line being written.
 */
public final class TargetLister {
    private static final int BUFFER_LENGTH = 1 << 16;
    private static final int LINE_LENGTH_MAX = "255.255.255.255:65535\n".length();
    private static final int LOOKUP_THREADS = 32;
    private static final int LOOKUPS_AHEAD_MAX = 256;

    private final TargetSpace space;
    private final boolean withPorts;
    private final Optional<SendingOrder> order;

    private TargetLister(TargetSpace space, boolean withPorts, Optional<SendingOrder> order) {
        this.space = space;
        this.withPorts = withPorts;
        this.order = order;
    }

    /** Lists in ascending order: the addresses, or the targets if ports were asked for. */
    public static TargetLister ascending(Plan plan) {
        return new TargetLister(plan.space(), plan.portsAsked(), Optional.empty());
    }

    /**
     * Lists what one shard sends, in the order in which it sends. If no ports were asked for, the order is that of the
     * addresses alone.
     */
    public static TargetLister inSendingOrder(Plan plan, long seed, Shard shard) {
        long size = plan.portsAsked()
                ? plan.space().size()
                : plan.space().addresses().size();
        return new TargetLister(plan.space(), plan.portsAsked(), Optional.of(new SendingOrder(size, seed, shard)));
    }

    /** How many lines there are. */
    public long lineCount() {
        long all = withPorts ? space.size() : space.addresses().size();
        return order.map(SendingOrder::length).orElse(all);
    }

    /** Writes all lines and flushes; does not close. */
    public void writeTo(OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER_LENGTH];
        int filled = 0;
        long count = lineCount();
        for (long line = 0; line < count; line++) {
            if (filled > BUFFER_LENGTH - LINE_LENGTH_MAX) {
                out.write(buffer, 0, filled);
                filled = 0;
            }
            filled = format(targetOfLine(line), buffer, filled);
            buffer[filled++] = '\n';
        }
        out.write(buffer, 0, filled);
        out.flush();
    }

    /** Writes all lines with the names of the addresses that have one, and flushes; does not close. */
    public void writeWithNames(OutputStream out, ReverseResolver resolver) throws IOException {
        ExecutorService pool = Executors.newFixedThreadPool(LOOKUP_THREADS, work -> {
            Thread thread = new Thread(work, "hayate-names");
            thread.setDaemon(true);
            return thread;
        });
        try {
            ArrayDeque<Future<String>> lines = new ArrayDeque<>();
            long count = lineCount();
            for (long next = 0; next < count || !lines.isEmpty(); ) {
                if (next < count && lines.size() < LOOKUPS_AHEAD_MAX) {
                    long target = targetOfLine(next++);
                    lines.add(pool.submit(() -> namedLine(target, resolver)));
                } else {
                    out.write(lines.remove().get().getBytes(StandardCharsets.UTF_8));
                }
            }
            out.flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while resolving names", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the reverse resolver failed", e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private String namedLine(long target, ReverseResolver resolver) {
        byte[] bytes = new byte[LINE_LENGTH_MAX];
        String line = new String(bytes, 0, format(target, bytes, 0), StandardCharsets.US_ASCII);
        String name = resolver.nameOf(Target.address(target));
        return name.isEmpty() ? line + "\n" : line + " " + printable(name) + "\n";
    }

    /** A name comes from whoever runs its DNS zone: nothing of it may steer a terminal or begin a line. */
    private static String printable(String name) {
        StringBuilder text = new StringBuilder(name);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7F) {
                text.setCharAt(i, '?');
            }
        }
        return text.toString();
    }

    private long targetOfLine(long line) {
        long index = order.isPresent() ? order.get().indexAt(line) : line;
        return withPorts ? space.targetAt(index) : Target.of(space.addresses().addressAt(index), 0);
    }

    private int format(long target, byte[] buffer, int offset) {
        int at = Addresses.format(Target.address(target), buffer, offset);
        if (withPorts) {
            buffer[at++] = ':';
            at = Addresses.putDecimal(Target.port(target), buffer, at);
        }
        return at;
    }
}

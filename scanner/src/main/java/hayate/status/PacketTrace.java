package hayate.status;

import hayate.net.FrameReceiver;
import hayate.net.FrameSender;
import hayate.work.Clock;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Shows packets as they leave and come, while somebody wants to see them ({@code --packet-trace}, the key {@code p}). A
 * thread of its own writes the lines, so that a slow terminal stops neither sender nor receiver: what comes faster than it
 * can be written is counted instead. While it is off it costs one look at a flag a packet.
 */
public final class PacketTrace {
    /** Packets that may wait to be written. */
    static final int WAITING_MAX = 4096;
    /** Of each packet so much is kept: the longest headers, and those that an ICMP error quotes. */
    static final int KEPT_BYTES_MAX = 160;

    private static final int POLL_MS = 50;
    private static final double NS_PER_SECOND = 1e9;

    private final Terminal terminal;
    private final Clock clock;
    private final long startNs;
    private final BlockingQueue<Line> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final AtomicLong notShown = new AtomicLong();
    /** Lines that were taken and not written yet. */
    private final AtomicLong unwritten = new AtomicLong();

    private volatile boolean on;
    private Thread writer;

    /** A line that is not put together yet. */
    private record Line(String kind, long timeNs, byte[] packet, int etherType, String text) {}

    /**
     * @param terminal where the lines go
     * @param clock times are told from now on
     */
    public PacketTrace(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
        this.startNs = clock.nanoTime();
    }

    /** Whether packets are shown. */
    public boolean isOn() {
        return on;
    }

    /** Shows packets from now on, or no longer. */
    public synchronized void turn(boolean toOn) {
        if (toOn && writer == null) {
            writer = new Thread(this::write, "hayate-trace");
            writer.setDaemon(true);
            writer.start();
        }
        on = toOn;
    }

    /** The same sender, seen through this. */
    public FrameSender watch(FrameSender sender) {
        return new TracingSender(sender, this);
    }

    /** The same receiver, seen through this. */
    public FrameReceiver watch(FrameReceiver receiver) {
        return new TracingReceiver(receiver, this);
    }

    /** A connection of the kernel's came to this; only while it {@link #isOn}. */
    public void connection(String peer, String outcome) {
        add(new Line("CONN", clock.nanoTime(), null, 0, "TCP " + peer + " => " + outcome));
    }

    /** A packet, from its network header on; only while it {@link #isOn}. */
    void packet(boolean isSent, byte[] packet, int etherType) {
        add(new Line(isSent ? "SENT" : "RCVD", clock.nanoTime(), packet, etherType, ""));
    }

    /** Whether another one would be shown: else it need not be copied. */
    boolean hasRoom() {
        if (waiting.remainingCapacity() > 0) {
            return true;
        }
        notShown.incrementAndGet();
        return false;
    }

    private void add(Line line) {
        unwritten.incrementAndGet();
        if (!waiting.offer(line)) {
            unwritten.decrementAndGet();
            notShown.incrementAndGet();
        }
    }

    private void write() {
        try {
            while (true) {
                Line line = waiting.poll(POLL_MS, TimeUnit.MILLISECONDS);
                if (line != null) {
                    terminal.line(text(line));
                    unwritten.decrementAndGet();
                }
                if (waiting.isEmpty()) {
                    tellNotShown();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String text(Line line) {
        String what = line.packet() == null ? line.text() : PacketText.of(line.packet(), line.etherType());
        return String.format(
                Locale.ROOT, "%s (%.4fs) %s", line.kind(), (line.timeNs() - startNs) / NS_PER_SECOND, what);
    }

    private void tellNotShown() {
        long count = notShown.get();
        if (count > 0) {
            terminal.line("hayate: " + count + " packets came faster than they could be shown");
            notShown.addAndGet(-count);
        }
    }

    /** Waits for what is still to be written, for a while. */
    public void finish(long patienceNs) {
        long untilNs = clock.nanoTime() + patienceNs;
        on = false;
        while ((unwritten.get() > 0 || notShown.get() > 0) && clock.nanoTime() - untilNs < 0) {
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}

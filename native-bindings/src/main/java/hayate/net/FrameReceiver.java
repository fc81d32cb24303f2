package hayate.net;

/** A way in for packets: a kernel ring, libpcap or a simulated network. One thread owns it. */
public interface FrameReceiver extends AutoCloseable {
    /** A short name for people and records: {@code tpacket3}, {@code pcap}. */
    String name();

    /**
     * Hands every packet that is there to the handler.
     *
     * @param timeoutMs how long to wait if there is none; 0 does not wait
     * @return packets handed over
     */
    int poll(FrameHandler handler, int timeoutMs);

    /** Any thread: ends the wait of the poll under way, else that of the next. */
    void wakeUp();

    /** Packets that passed the kernel's filter so far, dropped ones included. */
    long receivedPackets();

    /** Packets that the kernel dropped because its ring was full, so far. Safe to call from any thread. */
    long droppedPackets();

    @Override
    void close();
}

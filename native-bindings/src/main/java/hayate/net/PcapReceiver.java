package hayate.net;

import java.nio.ByteBuffer;
import java.sql.Timestamp;
import java.util.concurrent.locks.LockSupport;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.BlockingMode;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapStat;

/**
 * Receives through libpcap, for systems other than Linux: some 130,000 packets/s, 4 microseconds each. One thread
 * polls; the counters, refreshed ten times a second while it does, may be read by any. The handle does not block, because a
 * blocking read never returns without traffic, whatever its timeout (libpcap over TPACKET_V3).
 */
public final class PcapReceiver implements FrameReceiver {
    private static final int BUFFER_BYTES = 16 << 20;
    private static final int PACKET_MAX_BYTES = 64 << 10;
    private static final int PACKETS_PER_POLL_MAX = 4096;
    private static final long PAUSE_NS = 500_000;
    private static final long REFRESH_NS = 100_000_000;

    private final PcapHandle handle;
    private final int linkType;
    private final ByteBuffer memory = ByteBuffer.allocateDirect(PACKET_MAX_BYTES);
    private volatile long receivedPackets;
    private volatile long droppedPackets;
    private volatile boolean woken;
    private long refreshedNs = System.nanoTime() - REFRESH_NS;

    /**
     * @param interfaceName libpcap's name of the interface
     * @param filter a pcap-filter(7) expression, for instance {@code tcp dst portrange 61008-61023 or icmp}
     * @param snapLengthBytes how much of each packet to keep
     * @throws PcapException if libpcap refuses, or if the link type is none of those in {@link PcapLink}
     */
    public PcapReceiver(String interfaceName, String filter, int snapLengthBytes) {
        handle = PcapHandles.openLive(interfaceName, Math.min(snapLengthBytes, PACKET_MAX_BYTES), BUFFER_BYTES);
        linkType = handle.getDlt().value();
        try {
            if (!PcapLink.isKnown(linkType)) {
                throw new PcapException("libpcap: cannot read " + interfaceName + ", link type " + linkType, null);
            }
            handle.setBlockingMode(BlockingMode.NONBLOCKING);
            handle.setFilter(filter, BpfCompileMode.OPTIMIZE);
        } catch (PcapNativeException e) {
            handle.close();
            throw PcapHandles.failure("listen on " + interfaceName, e);
        } catch (NotOpenException e) {
            throw PcapHandles.closed(e);
        } catch (PcapException e) {
            handle.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return "pcap";
    }

    @Override
    public int poll(FrameHandler handler, int timeoutMs) {
        long startNs = System.nanoTime();
        long timeoutNs = timeoutMs < 0 ? Long.MAX_VALUE : timeoutMs * 1_000_000L;
        int handled = drain(handler);
        while (handled == 0 && !woken && System.nanoTime() - startNs < timeoutNs) {
            LockSupport.parkNanos(PAUSE_NS);
            handled = drain(handler);
        }
        woken = false;
        refreshStatistics();
        return handled;
    }

    @Override
    public void wakeUp() {
        woken = true;
    }

    private int drain(FrameHandler handler) {
        try {
            for (int handled = 0; handled < PACKETS_PER_POLL_MAX; handled++) {
                byte[] packet = handle.getNextRawPacket();
                if (packet == null) {
                    return handled;
                }
                handOver(packet, handler);
            }
            return PACKETS_PER_POLL_MAX;
        } catch (NotOpenException e) {
            throw PcapHandles.closed(e);
        }
    }

    private void handOver(byte[] packet, FrameHandler handler) {
        int lengthBytes = Math.min(packet.length, PACKET_MAX_BYTES);
        memory.put(0, packet, 0, lengthBytes);
        int found = PcapLink.networkHeader(linkType, memory, lengthBytes);
        if (found != PcapLink.NOT_FOUND) {
            int offset = found >>> 16;
            handler.onPacket(memory, offset, lengthBytes - offset, found & 0xffff, epochNs(handle.getTimestamp()));
        }
    }

    private static long epochNs(Timestamp time) {
        return time.getTime() / 1000 * 1_000_000_000L + time.getNanos();
    }

    private void refreshStatistics() {
        long nowNs = System.nanoTime();
        if (nowNs - refreshedNs < REFRESH_NS) {
            return;
        }
        refreshedNs = nowNs;
        try {
            PcapStat statistics = handle.getStats();
            receivedPackets = statistics.getNumPacketsReceived();
            droppedPackets = statistics.getNumPacketsDropped();
        } catch (PcapNativeException e) {
            // Some devices keep no statistics; the totals stay as they were.
            return;
        } catch (NotOpenException e) {
            throw PcapHandles.closed(e);
        }
    }

    @Override
    public long receivedPackets() {
        return receivedPackets;
    }

    @Override
    public long droppedPackets() {
        return droppedPackets;
    }

    @Override
    public void close() {
        handle.close();
    }
}

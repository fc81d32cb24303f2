package hayate.net;

import java.nio.ByteBuffer;

/** Takes received packets, one call each, on the receiver's thread. The bytes are valid only during the call. */
@FunctionalInterface
public interface FrameHandler {
    /**
     * @param memory memory that holds the packet, in any byte order: set or ignore it, read absolutely
     * @param networkOffset where the network header (IPv4, or a VLAN tag's inner part) starts in {@code memory}
     * @param capturedBytes bytes present from {@code networkOffset} on
     * @param etherType the EtherType that announces the network header, 0x0800 for IPv4
     * @param timeNs when the kernel saw it, nanoseconds since the epoch
     */
    void onPacket(ByteBuffer memory, int networkOffset, int capturedBytes, int etherType, long timeNs);
}

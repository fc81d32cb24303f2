package hayate.net;

import hayate.net.XdpLayout.XdpRingOffset;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One mapped AF_XDP ring: two free-running 32-bit indexes, each with one writer, and a power of two of entries. An
 * index is published with release and read with acquire semantics (kernel, Documentation/networking/af_xdp.rst).
 */
final class XdpRing implements AutoCloseable {
    private static final VarHandle INDEX = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final NativeMemory memory;
    private final ByteBuffer buffer;
    private final int producerOffset;
    private final int consumerOffset;
    private final int entriesOffset;
    private final int entryLengthBytes;
    private final int mask;

    /**
     * @param offsets an {@code xdp_mmap_offsets} read from the socket
     * @param ringOffset which of its rings
     */
    XdpRing(
            int fd,
            ByteBuffer offsets,
            int ringOffset,
            int entries,
            int entryLengthBytes,
            long pageOffset,
            String what) {
        producerOffset = Math.toIntExact(offsets.getLong(ringOffset + XdpRingOffset.PRODUCER));
        consumerOffset = Math.toIntExact(offsets.getLong(ringOffset + XdpRingOffset.CONSUMER));
        entriesOffset = Math.toIntExact(offsets.getLong(ringOffset + XdpRingOffset.DESC));
        this.entryLengthBytes = entryLengthBytes;
        mask = entries - 1;
        memory = NativeMemory.map(fd, entriesOffset + entries * entryLengthBytes, pageOffset, Libc.MAP_POPULATE, what);
        buffer = memory.buffer();
    }

    /** The mapping, in native order. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** Where the entry of a free-running index lies in {@link #buffer()}. */
    int entryOffset(int index) {
        return entriesOffset + (index & mask) * entryLengthBytes;
    }

    int producer() {
        return (int) INDEX.getAcquire(buffer, producerOffset);
    }

    int consumer() {
        return (int) INDEX.getAcquire(buffer, consumerOffset);
    }

    void publishProducer(int index) {
        INDEX.setRelease(buffer, producerOffset, index);
    }

    void publishConsumer(int index) {
        INDEX.setRelease(buffer, consumerOffset, index);
    }

    @Override
    public void close() {
        memory.close();
    }
}

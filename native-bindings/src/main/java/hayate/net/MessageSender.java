package hayate.net;

import hayate.net.SocketLayout.Iovec;
import hayate.net.SocketLayout.Mmsghdr;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * What senders over sendmmsg(2) share: 64 slots, and as many message headers, vectors and peer names, all written once.
 * Per frame only the vector's two words change (and the destination, where the kernel routes); per batch there is one
 * system call. The kernel copies, so every slot is free again when {@link #flush()} returns.
 *
 * <p>sendmmsg tells exactly which message failed: it returns how many went before it, and a second call that begins
 * with it gives the reason. A transient reason is retried within a {@link RetryBudget}; then that frame alone is given
 * up. One thread owns it; the counters may be read by any.
 */
abstract class MessageSender implements FrameSender {
    /** Frames per system call. Measured: 64, 256 and 1024 differ by 1 %, and 64 small frames stay in the L1 cache. */
    static final int BATCH = 64;

    private static final int ALIGNMENT = 64;

    private final int fd;
    private final int slotLengthBytes;
    private final NativeMemory memory;
    private final NativeMemory control;
    private final ByteBuffer frames;
    private final ByteBuffer headers;
    private final int vectorsOffset;
    private final int namesOffset;
    private final int nameStride;
    private final SlotStack free = new SlotStack(BATCH);
    private final int[] queuedSlots = new int[BATCH];
    private final RetryBudget budget = new RetryBudget();
    private final DeviceCounters counters;
    private int queued;
    private boolean closed;
    private final OwnedCounter sentFrames = new OwnedCounter();
    private final OwnedCounter failedFrames = new OwnedCounter();
    private final OwnedCounter retries = new OwnedCounter();

    /**
     * Takes ownership of the descriptor.
     *
     * @param nameLengthBytes length of the peer address of each message, which {@link #writeName} fills
     * @param interfaceName whose drops {@link #deviceDrops()} tells; null if unknown
     */
    MessageSender(int fd, int slotLengthBytes, int nameLengthBytes, String interfaceName) {
        this.fd = fd;
        this.slotLengthBytes = slotLengthBytes;
        nameStride = (nameLengthBytes + 7) & -8;
        vectorsOffset = BATCH * Mmsghdr.SIZE;
        namesOffset = vectorsOffset + BATCH * Iovec.SIZE;
        memory = NativeMemory.allocate(BATCH * slotLengthBytes);
        control = NativeMemory.allocate(namesOffset + BATCH * nameStride);
        frames = memory.buffer().duplicate().order(ByteOrder.BIG_ENDIAN);
        headers = control.buffer();
        counters = interfaceName == null ? null : DeviceCounters.open(interfaceName);
        for (int i = 0; i < BATCH; i++) {
            writeHeader(i, nameLengthBytes);
        }
    }

    /** Writes the constant part of a message's peer address, once. */
    abstract void writeName(ByteBuffer names, int offset);

    /** Writes the part of a message's peer address that depends on the destination; by default nothing does. */
    void writeDestination(ByteBuffer names, int offset, int destinationAddress) {}

    /** Whether the errno may pass by itself within milliseconds. */
    boolean isTransient(int errno) {
        return errno == Errno.EAGAIN.number()
                || errno == Errno.ENOBUFS.number()
                || errno == Errno.ENOMEM.number()
                || errno == Errno.ENETDOWN.number();
    }

    private void writeHeader(int message, int nameLengthBytes) {
        int header = message * Mmsghdr.SIZE;
        int name = namesOffset + message * nameStride;
        headers.putLong(header + Mmsghdr.MSG_NAME, control.address() + name);
        headers.putInt(header + Mmsghdr.MSG_NAMELEN, nameLengthBytes);
        headers.putLong(header + Mmsghdr.MSG_IOV, control.address() + vectorsOffset + (long) message * Iovec.SIZE);
        headers.putLong(header + Mmsghdr.MSG_IOVLEN, 1);
    }

    /** Has {@link #writeName} fill every message's peer address; the last step of a subclass's constructor. */
    final void writeNames() {
        for (int i = 0; i < BATCH; i++) {
            writeName(headers, namesOffset + i * nameStride);
        }
    }

    @Override
    public final int slots() {
        return BATCH;
    }

    @Override
    public final int slotLengthBytes() {
        return slotLengthBytes;
    }

    @Override
    public final ByteBuffer frames() {
        return frames;
    }

    @Override
    public final int offsetOf(int slot) {
        return slot * slotLengthBytes;
    }

    @Override
    public final int acquire() {
        return free.pop();
    }

    @Override
    public final void submit(int slot, int lengthBytes, int destinationAddress) {
        Objects.checkIndex(lengthBytes - 1, slotLengthBytes);
        int vector = vectorsOffset + queued * Iovec.SIZE;
        headers.putLong(vector + Iovec.IOV_BASE, memory.address() + offsetOf(slot));
        headers.putLong(vector + Iovec.IOV_LEN, lengthBytes);
        writeDestination(headers, namesOffset + queued * nameStride, destinationAddress);
        queuedSlots[queued++] = slot;
    }

    @Override
    public final int flush() {
        if (queued == 0) {
            return 0;
        }
        budget.reset();
        int givenUp = 0;
        int next = 0;
        while (next < queued) {
            int sent = Libc.sendmmsgOrErrno(
                    fd, control.address() + (long) next * Mmsghdr.SIZE, queued - next, Libc.MSG_DONTWAIT);
            if (sent > 0) {
                next += sent;
            } else if (!isWorthRetrying(-sent)) {
                next++;
                givenUp++;
            }
        }
        sentFrames.add(queued - givenUp);
        failedFrames.add(givenUp);
        releaseSlots();
        return givenUp;
    }

    private boolean isWorthRetrying(int errno) {
        if (!isTransient(errno)) {
            return false;
        }
        retries.add(1);
        return budget.pause();
    }

    private void releaseSlots() {
        while (queued > 0) {
            free.push(queuedSlots[--queued]);
        }
    }

    @Override
    public final long sentFrames() {
        return sentFrames.get();
    }

    @Override
    public final long failedFrames() {
        return failedFrames.get();
    }

    @Override
    public final long retries() {
        return retries.get();
    }

    @Override
    public final long deviceDrops() {
        return counters == null ? 0 : counters.transmitDrops();
    }

    @Override
    public final void close() {
        if (!closed) {
            closed = true;
            Libc.closeLater(fd);
            memory.close();
            control.close();
            if (counters != null) {
                counters.close();
            }
        }
    }

    static int checkedSlotLength(int slotLengthBytes) {
        if (slotLengthBytes < ALIGNMENT || slotLengthBytes % ALIGNMENT != 0) {
            throw new IllegalArgumentException("slot length is no multiple of 64 bytes: " + slotLengthBytes);
        }
        return slotLengthBytes;
    }
}

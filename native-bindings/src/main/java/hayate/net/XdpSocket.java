package hayate.net;

import hayate.net.XdpLayout.SockaddrXdp;
import hayate.net.XdpLayout.XdpDesc;
import hayate.net.XdpLayout.XdpMmapOffsets;
import hayate.net.XdpLayout.XdpUmemReg;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/**
 * An AF_XDP socket set up for sending only: UMEM, transmit ring, completion ring, and the smallest fill ring, which the
 * kernel demands although nothing is received. Kernel, Documentation/networking/af_xdp.rst.
 */
final class XdpSocket implements AutoCloseable {
    static final int CHUNK_BYTES = 2048;

    private static final int FILL_ENTRIES = 2;
    private static final long BIND_MAX_NS = 3_000_000_000L;
    private static final long BIND_PAUSE_NS = 10_000_000;

    private final int fd;
    private final NativeMemory umem;
    private XdpRing transmit;
    private XdpRing completion;
    private boolean zeroCopy;
    private boolean closed;

    XdpSocket(String interfaceName, int queue, int entries, int umemBytes, boolean wantZeroCopy) {
        int interfaceIndex = Libc.interfaceIndex(interfaceName);
        fd = Libc.socket(Libc.AF_XDP, Libc.SOCK_RAW, 0, "AF_XDP");
        umem = NativeMemory.allocate(umemBytes);
        try {
            registerUmem(umemBytes);
            makeRings(entries);
            // 0: the kernel tries zero-copy and falls back to copying by itself.
            bind(interfaceName, interfaceIndex, queue, wantZeroCopy ? 0 : XdpLayout.XDP_COPY);
            zeroCopy = wantZeroCopy && readZeroCopy();
            raiseKickBudget(entries);
        } catch (NativeException e) {
            close();
            throw e;
        }
    }

    private void registerUmem(int umemBytes) {
        try (NativeMemory request = NativeMemory.allocate(XdpUmemReg.SIZE)) {
            request.buffer().putLong(XdpUmemReg.ADDR, umem.address());
            request.buffer().putLong(XdpUmemReg.LEN, umemBytes);
            request.buffer().putInt(XdpUmemReg.CHUNK_SIZE, CHUNK_BYTES);
            Libc.setsockopt(
                    fd, XdpLayout.SOL_XDP, XdpLayout.XDP_UMEM_REG, request.address(), XdpUmemReg.SIZE, "XDP_UMEM_REG");
        }
    }

    private void makeRings(int entries) {
        Libc.setsockopt(fd, XdpLayout.SOL_XDP, XdpLayout.XDP_UMEM_FILL_RING, FILL_ENTRIES, "XDP_UMEM_FILL_RING");
        Libc.setsockopt(fd, XdpLayout.SOL_XDP, XdpLayout.XDP_UMEM_COMPLETION_RING, entries, "XDP_UMEM_COMPLETION_RING");
        Libc.setsockopt(fd, XdpLayout.SOL_XDP, XdpLayout.XDP_TX_RING, entries, "XDP_TX_RING");
        try (NativeMemory offsets = NativeMemory.allocate(XdpMmapOffsets.SIZE)) {
            Libc.getsockopt(
                    fd,
                    XdpLayout.SOL_XDP,
                    XdpLayout.XDP_MMAP_OFFSETS,
                    offsets,
                    XdpMmapOffsets.SIZE,
                    "XDP_MMAP_OFFSETS");
            ByteBuffer table = offsets.buffer();
            transmit = new XdpRing(
                    fd, table, XdpMmapOffsets.TX, entries, XdpDesc.SIZE, XdpLayout.XDP_PGOFF_TX_RING, "XDP TX ring");
            completion = new XdpRing(
                    fd,
                    table,
                    XdpMmapOffsets.CR,
                    entries,
                    Long.BYTES,
                    XdpLayout.XDP_UMEM_PGOFF_COMPLETION_RING,
                    "XDP completion ring");
        }
    }

    /** The kernel tears a closed socket down asynchronously: its queue stays busy for some tens of milliseconds. */
    private void bind(String interfaceName, int interfaceIndex, int queue, int flags) {
        String what = "AF_XDP, " + interfaceName + " queue " + queue;
        try (NativeMemory address = NativeMemory.allocate(SockaddrXdp.SIZE)) {
            address.buffer().putShort(SockaddrXdp.SXDP_FAMILY, (short) Libc.AF_XDP);
            address.buffer().putShort(SockaddrXdp.SXDP_FLAGS, (short) flags);
            address.buffer().putInt(SockaddrXdp.SXDP_IFINDEX, interfaceIndex);
            address.buffer().putInt(SockaddrXdp.SXDP_QUEUE_ID, queue);
            long startNs = System.nanoTime();
            int result = Libc.bindOrErrno(fd, address, SockaddrXdp.SIZE);
            while (-result == Errno.EBUSY.number() && System.nanoTime() - startNs < BIND_MAX_NS) {
                LockSupport.parkNanos(BIND_PAUSE_NS);
                result = Libc.bindOrErrno(fd, address, SockaddrXdp.SIZE);
            }
            if (result < 0) {
                throw new NativeException("bind(" + what + ")", -result);
            }
        }
    }

    private boolean readZeroCopy() {
        try (NativeMemory options = NativeMemory.allocate(Integer.BYTES)) {
            Libc.getsockopt(fd, XdpLayout.SOL_XDP, XdpLayout.XDP_OPTIONS, options, Integer.BYTES, "XDP_OPTIONS");
            return (options.buffer().getInt(0) & XdpLayout.XDP_OPTIONS_ZEROCOPY) != 0;
        }
    }

    /** Lets one call send more than 32 frames; kernels before 6.17 refuse, and lose 1 % by it. */
    private void raiseKickBudget(int entries) {
        Libc.setsockoptOrErrno(fd, XdpLayout.SOL_XDP, XdpLayout.XDP_MAX_TX_SKB_BUDGET, entries);
    }

    int fd() {
        return fd;
    }

    ByteBuffer umem() {
        return umem.buffer();
    }

    XdpRing transmit() {
        return transmit;
    }

    XdpRing completion() {
        return completion;
    }

    boolean isZeroCopy() {
        return zeroCopy;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (transmit != null) {
            transmit.close();
        }
        if (completion != null) {
            completion.close();
        }
        Libc.close(fd);
        umem.close();
    }
}

package hayate.net.netlink;

import hayate.net.Errno;
import hayate.net.Libc;
import hayate.net.NativeException;
import hayate.net.NativeMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A netlink socket: one request, then its answer, which may be many datagrams. Connected to the kernel, so that
 * no other process can answer (netlink(7)). One thread owns it.
 */
final class NetlinkSocket implements AutoCloseable {
    private static final int REQUEST_BYTES = 256;
    private static final int DUMP_TRIES_MAX = 8;
    /** The kernel never makes a datagram larger than 64 KiB of attributes; larger ones are told by MSG_TRUNC. */
    private static final int RECEIVE_BYTES = 1 << 17;

    private static final int ANSWER_TIMEOUT_MS = 5_000;
    private static final int MSG_TRUNC = 0x20;
    private static final int SOCKADDR_BYTES = 12;
    private static final int ETIMEDOUT = 110;

    private final int fd;
    private final NativeMemory request = NativeMemory.allocate(REQUEST_BYTES);
    private final NativeMemory answer = NativeMemory.allocate(RECEIVE_BYTES);
    private final NativeMemory pollfd = NativeMemory.allocate(8);
    private final ByteBuffer received = answer.buffer().duplicate().order(ByteOrder.nativeOrder());
    private int sequence;

    /** Fills in a request that was started with the given sequence number. */
    @FunctionalInterface
    interface Writer {
        NetlinkRequest write(ByteBuffer memory, int sequence);
    }

    NetlinkSocket(int protocol) {
        int opened = -1;
        try {
            opened = Libc.socket(Libc.AF_NETLINK, Libc.SOCK_RAW, protocol, "AF_NETLINK");
            request.buffer().putShort(0, (short) Libc.AF_NETLINK);
            Libc.bind(opened, request, SOCKADDR_BYTES, "AF_NETLINK");
            Libc.connect(opened, request, SOCKADDR_BYTES, "AF_NETLINK, kernel");
        } catch (NativeException e) {
            closeAll(opened);
            throw e;
        }
        fd = opened;
        pollfd.buffer().putInt(0, fd).putShort(4, (short) Libc.POLLIN);
    }

    /** Sends a request and visits its answer; the errno of the kernel's refusal, 0 if it agreed. */
    int ask(String what, Writer writer, NetlinkMessages.Visitor visitor) {
        return exchange(what, writer, visitor).error();
    }

    /**
     * Sends a dump request and visits the answer. A table that changed meanwhile is told again from its beginning: the
     * visitor's {@code restart} forgets what it was told before. After several tries the last telling stands: a table in
     * constant change has no better answer.
     */
    void dump(String what, Writer writer, Runnable restart, NetlinkMessages.Visitor visitor) {
        for (int tries = 1; ; tries++) {
            restart.run();
            NetlinkMessages.Progress progress = exchange(what, writer, visitor);
            if (progress.error() != 0) {
                throw new NativeException("netlink(" + what + ")", progress.error());
            }
            if (!progress.isInterrupted() || tries == DUMP_TRIES_MAX) {
                return;
            }
        }
    }

    private NetlinkMessages.Progress exchange(String what, Writer writer, NetlinkMessages.Visitor visitor) {
        int lengthBytes = writer.write(request.buffer(), ++sequence).finish();
        check(what, Libc.sendOrErrno(fd, request.address(), lengthBytes, 0));
        NetlinkMessages.Progress progress = new NetlinkMessages.Progress();
        while (!progress.isFinished()) {
            int receivedBytes = receive(what);
            NetlinkMessages.walk(received, receivedBytes, sequence, progress, visitor);
        }
        return progress;
    }

    private int receive(String what) {
        long receivedBytes = Libc.recvOrErrno(fd, answer.address(), RECEIVE_BYTES, MSG_TRUNC | Libc.MSG_DONTWAIT);
        if (receivedBytes == -Errno.EAGAIN.number()) {
            await(what);
            receivedBytes = Libc.recvOrErrno(fd, answer.address(), RECEIVE_BYTES, MSG_TRUNC | Libc.MSG_DONTWAIT);
        }
        check(what, receivedBytes);
        if (receivedBytes > RECEIVE_BYTES) {
            throw new NativeException("netlink(" + what + ", " + receivedBytes + " bytes)", Errno.EMSGSIZE.number());
        }
        return (int) receivedBytes;
    }

    private void await(String what) {
        long deadlineNs = System.nanoTime() + ANSWER_TIMEOUT_MS * 1_000_000L;
        while (Libc.poll(pollfd.address(), ANSWER_TIMEOUT_MS) == 0) {
            if (System.nanoTime() - deadlineNs >= 0) {
                throw new NativeException("netlink(" + what + ")", ETIMEDOUT);
            }
        }
    }

    private static void check(String what, long result) {
        if (result < 0) {
            throw new NativeException("netlink(" + what + ")", (int) -result);
        }
    }

    @Override
    public void close() {
        closeAll(fd);
    }

    private void closeAll(int descriptor) {
        if (descriptor >= 0) {
            Libc.close(descriptor);
        }
        request.close();
        answer.close();
        pollfd.close();
    }
}

package hayate.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hayate.net.Libc;
import hayate.net.NativeMemory;
import hayate.net.NetworkNamespace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A tun device {@code t0} in near and one in far, and two threads that carry packets between them: a link without MACs. */
final class TunLink implements AutoCloseable {
    private static final String DEVICE = "/dev/net/tun";
    private static final long TUNSETIFF = 0x400454caL;
    private static final int IFREQ_BYTES = 40;
    private static final int IFREQ_FLAGS = 16;
    private static final short IFF_TUN_NO_PI = 0x1001;
    private static final int PACKET_BYTES = 4096;
    /** What a read says when the device has gone down: errno EIO or EBADFD; the carrier then ends. */
    private static final int EAGAIN = 11;

    private final int near;
    private final int far;

    private TunLink(int near, int far) {
        this.near = near;
        this.far = far;
    }

    static TunLink join(TestWorld world) throws Exception {
        assumeTrue(Files.exists(Path.of(DEVICE)), "no " + DEVICE);
        return new TunLink(
                NetworkNamespace.callIn(world.namespace(TestWorld.NEAR), TunLink::open),
                NetworkNamespace.callIn(world.namespace(TestWorld.FAR), TunLink::open));
    }

    private static int open() {
        int fd = Libc.open(DEVICE, Libc.O_RDWR);
        try (NativeMemory request = NativeMemory.allocate(IFREQ_BYTES)) {
            request.buffer().put(0, "t0".getBytes(StandardCharsets.US_ASCII));
            request.buffer().putShort(IFREQ_FLAGS, IFF_TUN_NO_PI);
            Libc.ioctl(fd, TUNSETIFF, request.address(), "TUNSETIFF");
        }
        return fd;
    }

    /** Carries packets from now on; both devices are up. */
    void start() {
        carry(near, far);
        carry(far, near);
    }

    private static void carry(int from, int to) {
        Thread thread = new Thread(
                () -> {
                    try (NativeMemory packet = NativeMemory.allocate(PACKET_BYTES)) {
                        long length = Libc.readOrErrno(from, packet.address(), PACKET_BYTES);
                        while (length > 0 || length == -EAGAIN) {
                            if (length > 0) {
                                Libc.writeOrErrno(to, packet.address(), (int) length);
                            }
                            length = Libc.readOrErrno(from, packet.address(), PACKET_BYTES);
                        }
                    }
                },
                "tun-carrier");
        thread.setDaemon(true);
        thread.start();
    }

    /** Closes nothing while a carrier reads: the descriptors go with the test's process, the devices with the world. */
    @Override
    public void close() {
        assert near != far;
    }
}

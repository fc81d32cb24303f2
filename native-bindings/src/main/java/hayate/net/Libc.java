package hayate.net;

import java.nio.charset.StandardCharsets;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;

/**
 * The one façade over libc. Each binding has its C prototype above it. EINTR is retried here; an error becomes a
 * {@link NativeException}, except in the calls of the hot path, whose names end in {@code OrErrno} and which return the
 * negated errno instead.
 *
 * <p>jnr-ffi passes garbage as the sixth argument of a function of exactly six primitive integers on x86-64 (its issue
 * 181), so {@code mmap} is given a seventh, which no C function looks at, and {@code sendto} is not bound at all. No
 * parameter is a {@code String} or {@code Pointer}: the converters of those are looked up by annotations, each of which
 * makes a proxy class, 40 ms of every start; and libc is what the process is linked with, for a search of the system's
 * folders would be 20 more.
 *
 * <p>A Java {@code long} without an annotation is a C {@code long} to jnr-ffi, which on Linux is as wide as a pointer, a
 * {@code size_t} and a {@code ssize_t} on every machine. Its annotations for these would say so, and cost 30 ms of every
 * start, in which a proxy class is made for each.
 */
public final class Libc {
    public static final int AF_INET = 2;
    public static final int AF_NETLINK = 16;
    public static final int AF_PACKET = 17;
    public static final int AF_XDP = 44;
    public static final int SOCK_STREAM = 1;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;
    public static final int SOCK_CLOEXEC = 0x80000;
    public static final int SOCK_NONBLOCK = 0x800;
    public static final int SOL_SOCKET = 1;
    public static final int MSG_DONTWAIT = 0x40;
    public static final int PROT_READ = 1;
    public static final int PROT_WRITE = 2;
    public static final int MAP_SHARED = 1;
    public static final int MAP_PRIVATE = 2;
    public static final int MAP_ANONYMOUS = 0x20;
    public static final int MAP_POPULATE = 0x8000;
    public static final int POLLIN = 1;
    public static final int EPOLLOUT = 4;
    public static final int EPOLL_CTL_ADD = 1;
    public static final int EPOLL_CLOEXEC = 0x80000;
    public static final int O_RDONLY = 0;
    public static final int O_RDWR = 2;
    public static final int O_CLOEXEC = 0x80000;
    public static final int CLONE_NEWNET = 0x40000000;

    /** The raw bindings; public only because jnr-ffi must implement it. */
    public interface Functions {
        /** {@code int socket(int domain, int type, int protocol)}. */
        int socket(int domain, int type, int protocol);

        /** {@code int bind(int fd, const struct sockaddr *addr, socklen_t len)}. */
        int bind(int fd, long address, int lengthBytes);

        /** {@code int connect(int fd, const struct sockaddr *addr, socklen_t len)}. */
        int connect(int fd, long address, int lengthBytes);

        /** {@code int getsockname(int fd, struct sockaddr *addr, socklen_t *len)}. */
        int getsockname(int fd, long address, long lengthAddress);

        /** {@code int setsockopt(int fd, int level, int name, const void *value, socklen_t len)}. */
        int setsockopt(int fd, int level, int name, long value, int lengthBytes);

        /** {@code int getsockopt(int fd, int level, int name, void *value, socklen_t *len)}. */
        int getsockopt(int fd, int level, int name, long value, long lengthAddress);

        /** {@code void *mmap(void *addr, size_t len, int prot, int flags, int fd, off_t offset)}. */
        long mmap(long hint, long lengthBytes, int protection, int flags, int fd, long offsetBytes, long unused);

        /** {@code int munmap(void *addr, size_t len)}. */
        int munmap(long address, long lengthBytes);

        /** {@code int poll(struct pollfd *fds, nfds_t n, int timeout)}. */
        int poll(long fds, long count, int timeoutMs);

        /** {@code int epoll_create1(int flags)}. */
        int epoll_create1(int flags);

        /** {@code int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event)}. */
        int epoll_ctl(int epoll, int operation, int fd, long event);

        /** {@code int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout)}. */
        int epoll_wait(int epoll, long events, int eventsMax, int timeoutMs);

        /** {@code int eventfd(unsigned initial, int flags)}. */
        int eventfd(int initial, int flags);

        /** {@code ssize_t send(int fd, const void *buffer, size_t len, int flags)}. */
        long send(int fd, long buffer, long lengthBytes, int flags);

        /** {@code ssize_t recv(int fd, void *buffer, size_t len, int flags)}. */
        long recv(int fd, long buffer, long lengthBytes, int flags);

        /** {@code int sendmmsg(int fd, struct mmsghdr *messages, unsigned n, int flags)}. */
        int sendmmsg(int fd, long messages, int count, int flags);

        /** {@code int ioctl(int fd, unsigned long request, void *argument)}. */
        int ioctl(int fd, long request, long argument);

        /** {@code int open(const char *path, int flags)}; never with O_CREAT, which would need a mode. */
        int open(long path, int flags);

        /** {@code ssize_t read(int fd, void *buffer, size_t n)}. */
        long read(int fd, long buffer, long lengthBytes);

        /** {@code ssize_t write(int fd, const void *buffer, size_t n)}. */
        long write(int fd, long buffer, long lengthBytes);

        /** {@code int setns(int fd, int nstype)}. */
        int setns(int fd, int namespaceType);

        /** {@code int close(int fd)}. */
        int close(int fd);

        /** {@code unsigned if_nametoindex(const char *name)}. */
        int if_nametoindex(long name);

        /** {@code uid_t geteuid(void)}. */
        int geteuid();

        /** {@code int raise(int sig)}. */
        int raise(int signal);

        /** {@code int isatty(int fd)}. */
        int isatty(int fd);

        /** {@code int prctl(int option, unsigned long, unsigned long, unsigned long, unsigned long)}. */
        int prctl(int option, long first, long second, long third, long fourth);

        /** {@code int tcgetattr(int fd, struct termios *modes)}. */
        int tcgetattr(int fd, long modes);

        /** {@code int tcsetattr(int fd, int when, const struct termios *modes)}. */
        int tcsetattr(int fd, int when, long modes);

        /** {@code pid_t tcgetpgrp(int fd)}. */
        int tcgetpgrp(int fd);

        /** {@code pid_t getpgrp(void)}. */
        int getpgrp();

        /** {@code struct tm *localtime_r(const time_t *time, struct tm *result)}. */
        long localtime_r(long time, long result);
    }

    private static final int PR_SET_TIMERSLACK = 29;

    private static final Functions C = LibraryLoader.create(Functions.class).load(LibraryLoader.DEFAULT_LIBRARY);
    private static final Runtime RUNTIME = Runtime.getRuntime(C);

    private Libc() {}

    /** Opens a socket, close-on-exec. */
    public static int socket(int domain, int type, int protocol, String what) {
        int fd = C.socket(domain, type | SOCK_CLOEXEC, protocol);
        return fd < 0 ? fail("socket(" + what + ")") : fd;
    }

    /** The calling thread's sleeps end so late at most, 50,000 ns by default; prctl(2). False if the system refuses. */
    public static boolean setTimerSlack(long slackNs) {
        return C.prctl(PR_SET_TIMERSLACK, slackNs, 0, 0, 0) == 0;
    }

    /** Binds a socket to the sockaddr in {@code address}. */
    public static void bind(int fd, NativeMemory address, int lengthBytes, String what) {
        if (C.bind(fd, address.address(), lengthBytes) < 0) {
            fail("bind(" + what + ")");
        }
    }

    /** Binds, giving the negated errno instead of an exception: for calls whose refusal is an answer. */
    public static int bindOrErrno(int fd, NativeMemory address, int lengthBytes) {
        return C.bind(fd, address.address(), lengthBytes) < 0 ? -RUNTIME.getLastError() : 0;
    }

    /** Opens a socket, close-on-exec; its descriptor or the negated errno: for probing what the process may do. */
    public static int socketOrErrno(int domain, int type, int protocol) {
        int fd = C.socket(domain, type | SOCK_CLOEXEC, protocol);
        return fd < 0 ? -RUNTIME.getLastError() : fd;
    }

    /** Connects a socket; for datagram and netlink sockets it only fixes the peer. */
    public static void connect(int fd, NativeMemory address, int lengthBytes, String what) {
        if (C.connect(fd, address.address(), lengthBytes) < 0) {
            fail("connect(" + what + ")");
        }
    }

    /** Connects; 0 or the errno, EINPROGRESS for a non-blocking socket whose answer is still to come. */
    static int connectOrErrno(int fd, NativeMemory address, int lengthBytes) {
        return C.connect(fd, address.address(), lengthBytes) < 0 ? RUNTIME.getLastError() : 0;
    }

    /** Reads the local address of a socket into {@code address}; returns its length in bytes. */
    public static int getsockname(int fd, NativeMemory address, int capacityBytes, String what) {
        try (NativeMemory length = NativeMemory.allocate(Integer.BYTES)) {
            length.buffer().putInt(0, capacityBytes);
            if (C.getsockname(fd, address.address(), length.address()) < 0) {
                return fail("getsockname(" + what + ")");
            }
            return length.buffer().getInt(0);
        }
    }

    /** Sets an int option. */
    public static void setsockopt(int fd, int level, int name, int value, String what) {
        try (NativeMemory memory = NativeMemory.allocate(Integer.BYTES)) {
            memory.buffer().putInt(0, value);
            setsockopt(fd, level, name, memory.address(), Integer.BYTES, what);
        }
    }

    /** Sets an option from a structure at {@code address}. */
    public static void setsockopt(int fd, int level, int name, long address, int lengthBytes, String what) {
        if (C.setsockopt(fd, level, name, address, lengthBytes) < 0) {
            fail("setsockopt(" + what + ")");
        }
    }

    /** Sets an int option that older kernels may lack; 0 or the negated errno. */
    public static int setsockoptOrErrno(int fd, int level, int name, int value) {
        try (NativeMemory memory = NativeMemory.allocate(Integer.BYTES)) {
            memory.buffer().putInt(0, value);
            return C.setsockopt(fd, level, name, memory.address(), Integer.BYTES) < 0 ? -RUNTIME.getLastError() : 0;
        }
    }

    /** Reads an option into {@code value}; returns the length in bytes that the kernel wrote. */
    public static int getsockopt(int fd, int level, int name, NativeMemory value, int capacityBytes, String what) {
        try (NativeMemory length = NativeMemory.allocate(Integer.BYTES)) {
            length.buffer().putInt(0, capacityBytes);
            if (C.getsockopt(fd, level, name, value.address(), length.address()) < 0) {
                return fail("getsockopt(" + what + ")");
            }
            return length.buffer().getInt(0);
        }
    }

    /** Reads an option without allocating; {@code lengthAddress} holds the capacity before, the length after. */
    static void getsockopt(int fd, int level, int name, long valueAddress, long lengthAddress, String what) {
        if (C.getsockopt(fd, level, name, valueAddress, lengthAddress) < 0) {
            fail("getsockopt(" + what + ")");
        }
    }

    static long mmap(long lengthBytes, int protection, int flags, int fd, long offsetBytes, String what) {
        long address = C.mmap(0, lengthBytes, protection, flags, fd, offsetBytes, 0);
        return address == -1 ? fail("mmap(" + what + ", " + lengthBytes + " bytes)") : address;
    }

    static void munmap(long address, long lengthBytes) {
        if (C.munmap(address, lengthBytes) < 0) {
            fail("munmap");
        }
    }

    /** Polls one prepared {@code struct pollfd}; 0 when the time ran out or a signal came. */
    public static int poll(long pollfdAddress, int timeoutMs) {
        return poll(pollfdAddress, 1, timeoutMs);
    }

    /** Waits for any of {@code count} descriptors; how many are ready, 0 after the timeout or a signal. */
    static int poll(long pollfdAddress, int count, int timeoutMs) {
        int ready = C.poll(pollfdAddress, count, timeoutMs);
        if (ready < 0) {
            return RUNTIME.getLastError() == Errno.EINTR.number() ? 0 : fail("poll");
        }
        return ready;
    }

    static int epollCreate() {
        int fd = C.epoll_create1(EPOLL_CLOEXEC);
        return fd < 0 ? fail("epoll_create1") : fd;
    }

    static void epollAdd(int epoll, int fd, NativeMemory event) {
        if (C.epoll_ctl(epoll, EPOLL_CTL_ADD, fd, event.address()) < 0) {
            fail("epoll_ctl");
        }
    }

    /** How many events came, 0 after the timeout or a signal. */
    static int epollWait(int epoll, NativeMemory events, int eventsMax, int timeoutMs) {
        int ready = C.epoll_wait(epoll, events.address(), eventsMax, timeoutMs);
        if (ready < 0) {
            return RUNTIME.getLastError() == Errno.EINTR.number() ? 0 : fail("epoll_wait");
        }
        return ready;
    }

    /** A counter that makes {@link #poll} return once it is above 0, close-on-exec and non-blocking; eventfd(2). */
    static int eventfd() {
        int fd = C.eventfd(0, O_CLOEXEC | SOCK_NONBLOCK);
        return fd < 0 ? fail("eventfd") : fd;
    }

    /** Sends; the bytes sent or the negated errno. */
    public static long sendOrErrno(int fd, long address, int lengthBytes, int flags) {
        while (true) {
            long sent = C.send(fd, address, lengthBytes, flags);
            if (sent >= 0) {
                return sent;
            }
            int error = RUNTIME.getLastError();
            if (error != Errno.EINTR.number()) {
                return -error;
            }
        }
    }

    /** Receives; the bytes received or the negated errno. */
    public static long recvOrErrno(int fd, long address, int lengthBytes, int flags) {
        while (true) {
            long received = C.recv(fd, address, lengthBytes, flags);
            if (received >= 0) {
                return received;
            }
            int error = RUNTIME.getLastError();
            if (error != Errno.EINTR.number()) {
                return -error;
            }
        }
    }

    /** Sends up to {@code count} prepared messages; how many went, or the negated errno of the first. */
    public static int sendmmsgOrErrno(int fd, long messagesAddress, int count, int flags) {
        while (true) {
            int sent = C.sendmmsg(fd, messagesAddress, count, flags);
            if (sent >= 0) {
                return sent;
            }
            int error = RUNTIME.getLastError();
            if (error != Errno.EINTR.number()) {
                return -error;
            }
        }
    }

    /** Opens an existing file, close-on-exec. */
    public static int open(String path, int flags) {
        try (NativeMemory name = text(path)) {
            while (true) {
                int fd = C.open(name.address(), flags | O_CLOEXEC);
                if (fd >= 0) {
                    return fd;
                }
                if (RUNTIME.getLastError() != Errno.EINTR.number()) {
                    return fail("open(" + path + ")");
                }
            }
        }
    }

    /** Reads; the bytes read or the negated errno. */
    public static long readOrErrno(int fd, long address, int lengthBytes) {
        while (true) {
            long read = C.read(fd, address, lengthBytes);
            if (read >= 0) {
                return read;
            }
            int error = RUNTIME.getLastError();
            if (error != Errno.EINTR.number()) {
                return -error;
            }
        }
    }

    /** Writes; the bytes written or the negated errno. */
    public static long writeOrErrno(int fd, long address, int lengthBytes) {
        while (true) {
            long written = C.write(fd, address, lengthBytes);
            if (written >= 0) {
                return written;
            }
            int error = RUNTIME.getLastError();
            if (error != Errno.EINTR.number()) {
                return -error;
            }
        }
    }

    /** Moves the calling thread, and it alone, into the network namespace behind {@code fd}. */
    public static void setNetworkNamespace(int fd, String what) {
        if (C.setns(fd, CLONE_NEWNET) < 0) {
            fail("setns(" + what + ")");
        }
    }

    /** An ioctl whose argument is the structure at {@code address}. */
    public static void ioctl(int fd, long request, long address, String what) {
        if (C.ioctl(fd, request, address) < 0) {
            fail("ioctl(" + what + ")");
        }
    }

    /** Closes a descriptor. Errors are ignored: nothing could be done about them. */
    public static void close(int fd) {
        C.close(fd);
    }

    /**
     * Closes a packet socket without waiting: the kernel lets go of one only after every processor has left its receive path, twice
     * for one with a ring, which takes 10 to 30 ms that the caller has better uses for.
     */
    static void closeLater(int fd) {
        Thread closer = new Thread(() -> close(fd), "hayate-close-" + fd);
        closer.setDaemon(true);
        closer.start();
    }

    /** The index of an interface by name. */
    public static int interfaceIndex(String name) {
        try (NativeMemory text = text(name)) {
            int index = C.if_nametoindex(text.address());
            return index == 0 ? fail("if_nametoindex(" + name + ")") : index;
        }
    }

    /** The effective user id. */
    public static int effectiveUserId() {
        return C.geteuid();
    }

    /** Whether a descriptor is a terminal. */
    public static boolean isTerminal(int fd) {
        return C.isatty(fd) == 1;
    }

    /** Reads the modes of a terminal; false if it is none. */
    static boolean terminalModes(int fd, NativeMemory modes) {
        return C.tcgetattr(fd, modes.address()) == 0;
    }

    /** Sets the modes of a terminal at once; false if that is not possible. */
    static boolean setTerminalModes(int fd, NativeMemory modes) {
        return C.tcsetattr(fd, 0, modes.address()) == 0;
    }

    /** Sends a signal to the calling thread: what stops it stops the process. */
    public static void raise(int signal) {
        C.raise(signal);
    }

    /** Whether this process is one of those that a terminal listens to. */
    static boolean isForeground(int fd) {
        return C.tcgetpgrp(fd) == C.getpgrp();
    }

    /** Breaks the {@code time_t} in {@code time} down into the {@code struct tm} in {@code result}. */
    static void localtime(NativeMemory time, NativeMemory result) {
        if (C.localtime_r(time.address(), result.address()) == 0) {
            fail("localtime_r");
        }
    }

    /** A C string; a page of its own, for calls that are few. */
    private static NativeMemory text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        NativeMemory memory = NativeMemory.allocate(bytes.length + 1);
        memory.buffer().put(0, bytes);
        return memory;
    }

    private static int fail(String call) {
        throw new NativeException(call, RUNTIME.getLastError());
    }
}

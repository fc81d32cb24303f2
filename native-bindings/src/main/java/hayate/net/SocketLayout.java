package hayate.net;

/**
 * Where the fields of the socket structures lie, in bytes from their start, on 64-bit Linux. Nested classes are named
 * like the C structures, constants like their fields. All integers are in native order unless said otherwise.
 */
final class SocketLayout {
    private SocketLayout() {}

    /**
     * ip(7); port and address are big-endian.
     *
     * <pre>
     * struct sockaddr_in {
     *     sa_family_t    sin_family;   // u16
     *     in_port_t      sin_port;     // u16, big-endian
     *     struct in_addr sin_addr;     // u32, big-endian
     *     unsigned char  sin_zero[8];
     * };
     * </pre>
     */
    static final class SockaddrIn {
        static final int SIN_FAMILY = 0;
        static final int SIN_PORT = 2;
        static final int SIN_ADDR = 4;
        static final int SIZE = 16;

        private SockaddrIn() {}
    }

    /**
     * readv(2).
     *
     * <pre>
     * struct iovec {
     *     void  *iov_base;
     *     size_t iov_len;
     * };
     * </pre>
     */
    static final class Iovec {
        static final int IOV_BASE = 0;
        static final int IOV_LEN = 8;
        static final int SIZE = 16;

        private Iovec() {}
    }

    /**
     * sendmmsg(2) and, for the inner structure, sendmsg(2).
     *
     * <pre>
     * struct mmsghdr {
     *     struct msghdr {
     *         void         *msg_name;
     *         socklen_t     msg_namelen;   // u32, then 4 bytes of padding
     *         struct iovec *msg_iov;
     *         size_t        msg_iovlen;
     *         void         *msg_control;
     *         size_t        msg_controllen;
     *         int           msg_flags;     // then 4 bytes of padding
     *     } msg_hdr;
     *     unsigned int  msg_len;           // then 4 bytes of padding
     * };
     * </pre>
     */
    static final class Mmsghdr {
        static final int MSG_NAME = 0;
        static final int MSG_NAMELEN = 8;
        static final int MSG_IOV = 16;
        static final int MSG_IOVLEN = 24;
        static final int MSG_CONTROL = 32;
        static final int MSG_CONTROLLEN = 40;
        static final int MSG_FLAGS = 48;
        static final int MSG_LEN = 56;
        static final int SIZE = 64;

        private Mmsghdr() {}
    }

    /**
     * poll(2).
     *
     * <pre>
     * struct pollfd {
     *     int   fd;
     *     short events;
     *     short revents;
     * };
     * </pre>
     */
    static final class Pollfd {
        static final int FD = 0;
        static final int EVENTS = 4;
        static final int REVENTS = 6;
        static final int SIZE = 8;

        private Pollfd() {}
    }

    /**
     * epoll_ctl(2); packed on x86-64 and nowhere else. We keep a number in the data.
     *
     * <pre>
     * struct epoll_event {
     *     uint32_t     events;
     *     epoll_data_t data;   // u64
     * };
     * </pre>
     */
    static final class EpollEvent {
        private static final boolean PACKED = "amd64".equals(System.getProperty("os.arch"));

        static final int EVENTS = 0;
        static final int DATA = PACKED ? 4 : 8;
        static final int SIZE = PACKED ? 12 : 16;

        private EpollEvent() {}
    }

    /**
     * socket(7), SO_LINGER.
     *
     * <pre>
     * struct linger {
     *     int l_onoff;
     *     int l_linger;   // seconds
     * };
     * </pre>
     */
    static final class Linger {
        static final int L_ONOFF = 0;
        static final int L_LINGER = 4;
        static final int SIZE = 8;

        private Linger() {}
    }

    /**
     * termios(3); glibc and musl alike.
     *
     * <pre>
     * struct termios {
     *     tcflag_t c_iflag, c_oflag, c_cflag, c_lflag;   // u32 each
     *     cc_t     c_line;
     *     cc_t     c_cc[32];
     *     speed_t  c_ispeed, c_ospeed;                   // u32 each, behind 3 bytes of padding
     * };
     * </pre>
     */
    static final class Termios {
        static final int C_LFLAG = 12;
        static final int C_CC = 17;
        static final int SIZE = 60;

        private Termios() {}
    }

    /**
     * localtime(3); glibc and musl alike.
     *
     * <pre>
     * struct tm {
     *     int         tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, tm_wday, tm_yday, tm_isdst;
     *     long        tm_gmtoff;  // seconds east of UTC
     *     const char *tm_zone;
     * };
     * </pre>
     */
    static final class Tm {
        static final int TM_GMTOFF = 40;
        static final int SIZE = 56;

        private Tm() {}
    }

    /**
     * {@code linux/filter.h}.
     *
     * <pre>
     * struct sock_filter {
     *     __u16 code;
     *     __u8  jt;
     *     __u8  jf;
     *     __u32 k;
     * };
     * </pre>
     */
    static final class SockFilter {
        static final int CODE = 0;
        static final int JT = 2;
        static final int JF = 3;
        static final int K = 4;
        static final int SIZE = 8;

        private SockFilter() {}
    }

    /**
     * {@code linux/filter.h}.
     *
     * <pre>
     * struct sock_fprog {
     *     unsigned short      len;      // then 6 bytes of padding
     *     struct sock_filter *filter;
     * };
     * </pre>
     */
    static final class SockFprog {
        static final int LEN = 0;
        static final int FILTER = 8;
        static final int SIZE = 16;

        private SockFprog() {}
    }
}

package hayate.scan;

import hayate.net.ConnectSockets;
import hayate.net.Errno;
import hayate.result.Reason;

/** What the errno of connect(2) says of a target, as nmap reads it. */
final class ConnectErrors {
    private ConnectErrors() {}

    /** Whether the machine is out of something, so that the target was not asked at all. */
    static boolean isLocal(int errno) {
        return errno == Errno.EMFILE.number()
                || errno == Errno.ENFILE.number()
                || errno == Errno.EADDRNOTAVAIL.number()
                || errno == Errno.EAGAIN.number()
                || errno == Errno.ENOBUFS.number()
                || errno == Errno.ENOMEM.number();
    }

    /** Why the target is in the state it is in; {@link Reason#NO_RESPONSE} if nothing was said. */
    static Reason reasonOf(int errno) {
        if (errno == ConnectSockets.CONNECTED) {
            return Reason.SYN_ACK;
        } else if (errno == Errno.ECONNREFUSED.number()) {
            return Reason.CONN_REFUSED;
        } else if (errno == Errno.EHOSTUNREACH.number()) {
            return Reason.HOST_UNREACH;
        } else if (errno == Errno.ENETUNREACH.number()) {
            return Reason.NET_UNREACH;
        } else if (errno == Errno.EACCES.number() || errno == Errno.EPERM.number()) {
            return Reason.ADMIN_PROHIBITED;
        } else if (errno == Errno.ENOPROTOOPT.number()) {
            return Reason.PROTO_UNREACH;
        }
        return Reason.NO_RESPONSE;
    }
}

package hayate.service;

import java.net.InetAddress;

/** When connections may be begun. Used by the scanner's thread. */
public interface ConnectionPace {
    /** As fast as the machine. */
    ConnectionPace UNLIMITED = new ConnectionPace() {
        @Override
        public long waitNs(long nowNs) {
            return 0;
        }

        @Override
        public long waitNs(InetAddress host, long nowNs) {
            return 0;
        }

        @Override
        public void connecting(InetAddress host, long nowNs) {}
    };

    /** How long until any connection may be begun; 0 if it may be at once. */
    long waitNs(long nowNs);

    /** How long until one to this host may be begun; 0 if it may be at once. */
    long waitNs(InetAddress host, long nowNs);

    /** One is begun. */
    void connecting(InetAddress host, long nowNs);
}

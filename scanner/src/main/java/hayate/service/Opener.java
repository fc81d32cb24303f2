package hayate.service;

import hayate.service.db.ServiceMatch;
import hayate.service.db.ServiceProbe;
import hayate.service.db.StepBudget;
import java.io.IOException;
import java.util.Optional;

/** What the scanner does for an inquiry. Used by the scanner's thread. */
interface Opener {
    /** A new connection, or empty if the machine has no room for it now. */
    Optional<Connection> open(Inquiry inquiry, ServiceProbe probe, int order, Optional<TlsSession> tls);

    /** A new session of TLS. */
    TlsSession session(ServiceTarget target);

    /** Goes on inside TLS; whether there is room for one more session. */
    boolean enterTls(Connection connection) throws IOException;

    /** In which order a port is asked. */
    ProbeOrder order(int port, boolean tls);

    /** How long the pace of the scan lets no connection to this port begin, 0 if it does. */
    long paceWaitNs(ServiceTarget target);

    /** The time between two connections to a port, longer where many are asked at once. */
    long gapNs(long aloneNs);

    /** Whether so few ports are asked at once that each may have more connections. */
    boolean isQuiet();

    /** What ports that take alike what they are asked say of each other. */
    LookAlikes lookAlikes();

    /** What an answer to a probe means. */
    Optional<ServiceMatch> match(ServiceProbe probe, byte[] answer, int lengthBytes, StepBudget budget);

    /** The probe that only listens. */
    ServiceProbe listening();

    /** Closes one. */
    void close(Connection connection);
}

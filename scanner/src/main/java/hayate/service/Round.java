package hayate.service;

/** What is known of a port in the clear, or anew inside TLS, and how it has been asked there. Owned by the scanner's thread. */
final class Round {
    final boolean tls;
    final Verdict verdict = new Verdict();
    final Sameness sameness = new Sameness();
    final Agenda agenda;
    final Tempo tempo = new Tempo();
    /** The connection that is listened on; null until it was begun. */
    Connection first;
    /** Whether a probe went over the first connection. */
    boolean spoken;
    /** Whether nothing cut short what is said unasked, or it is listened to again. */
    boolean heardOut;

    boolean talksUnasked;
    boolean closedUnasked;

    Round(int port, boolean tls, int intensity, Opener opener, HostMemory memory, Standing standing) {
        this.tls = tls;
        this.agenda =
                new Agenda(opener.order(port, tls), opener.listening(), intensity, verdict, memory, sameness, standing);
    }

    /** Whether a connection's probe would not have been sent had the service been known. */
    boolean isForeign(Connection connection) {
        return connection.order != Agenda.LISTENING && !agenda.fits(connection.probe);
    }
}

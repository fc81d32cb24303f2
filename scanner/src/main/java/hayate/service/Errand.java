package hayate.service;

import hayate.report.ScriptReport;
import hayate.report.ServiceReport;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What one more connection to a port brings once its service is known, and no probe does: the certificate behind STARTTLS,
 * the host key of SSH, the icon of a
 * site, the version of an exporter. A dialogue that is given all that has come and says what to do next; it ends by itself when the
 * answer is full or its time is over.
 */
interface Errand {
    /** What to do next. */
    enum Kind {
        /** Wait for more. */
        WAIT,
        /** Send, then look again. */
        SAY,
        /** Send, if there is anything, and begin TLS. */
        TLS,
        /** Nothing more is to come. */
        DONE
    }

    /**
     * A move.
     *
     * @param text what is sent, empty for nothing
     */
    @SuppressWarnings("ArrayRecordComponent") // sent once and forgotten
    record Move(Kind kind, byte[] text) {
        static final Move WAIT = new Move(Kind.WAIT, new byte[0]);
        static final Move DONE = new Move(Kind.DONE, new byte[0]);
    }

    /** The next move, given all that has come so far. */
    Move next(byte[] answer, int lengthBytes);

    /** Takes what comes if an answer may be longer than is kept; then nothing of it is. */
    default Optional<Consumer<ByteBuffer>> sink() {
        return Optional.empty();
    }

    /** The peer has closed in good order. */
    default void onEnd() {}

    /** The version of the service, if it found that. */
    default Optional<String> version() {
        return Optional.empty();
    }

    /** What it found. */
    List<ScriptReport> evidence();

    /** The errand for a service. */
    static Optional<Errand> of(ServiceReport service, ServiceTarget target) {
        if (service.name().equals(ExporterVersion.SERVICE) && service.version().isEmpty()) {
            return Optional.of(new ExporterVersion(target));
        }
        return service.tunnel().isEmpty() ? of(service.name(), target) : Optional.empty();
    }

    /** The errand for a service in the clear. */
    static Optional<Errand> of(String service, ServiceTarget target) {
        return service.equals("ssh")
                ? Optional.of(new SshHostKey())
                : StartTls.of(service, target).map(own -> own);
    }
}

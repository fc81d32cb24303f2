package hayate.service;

import hayate.report.ServiceReport;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * What a port is asked beyond its name once that is known, one errand after the other: what its service tells of itself, the
 * title of a long page, the icon of a site. Each has a connection of its own and is bounded in bytes by what it reads; none is
 * begun {@link #BEGIN_MAX_NS} after the first, nor after a connection that could not be made. Owned by the scanner's thread.
 */
final class Errands {
    /** One more after a slow one, not three. */
    private static final long BEGIN_MAX_NS = 8_000_000_000L;

    private final ArrayDeque<Errand> waiting = new ArrayDeque<>(3);
    private final ServiceTarget target;
    private final ServiceConfig config;
    private final Opener opener;
    private final InquiryOutcome outcome;
    private final Lines lines;
    private final Alarm alarm;
    private boolean insideTls;
    private ErrandRun run;
    private int begun;
    /** When the first was begun. */
    private long begunNs;

    /** How far it is after a step. */
    enum Progress {
        GOES_ON,
        /** There is no room for a connection now. */
        NO_ROOM,
        DONE
    }

    Errands(
            ServiceTarget target,
            ServiceConfig config,
            Opener opener,
            InquiryOutcome outcome,
            Lines lines,
            Alarm alarm) {
        this.target = target;
        this.config = config;
        this.opener = opener;
        this.outcome = outcome;
        this.lines = lines;
        this.alarm = alarm;
    }

    /** What a service can be asked; whether that is anything. */
    boolean plan(Optional<ServiceReport> service, boolean tls) {
        insideTls = tls;
        if (config.intensity() > 0) {
            service.flatMap(report -> Errand.of(report, target)).ifPresent(waiting::add);
        }
        outcome.titleErrand(target).ifPresent(waiting::add);
        outcome.iconErrand(target).ifPresent(waiting::add);
        return isBegun();
    }

    boolean isBegun() {
        return run != null || !waiting.isEmpty();
    }

    /** Goes on as far as answers allow. */
    Progress step(Inquiry inquiry) {
        while (run != null || !waiting.isEmpty()) {
            if (run == null && !begin(inquiry)) {
                return Progress.NO_ROOM;
            }
            if (!run.step() && !alarm.isDue(run.endNs(config.connectTimeoutNs()))) {
                return Progress.GOES_ON;
            }
            end();
        }
        return Progress.DONE;
    }

    private boolean begin(Inquiry inquiry) {
        Optional<TlsSession> session = insideTls ? Optional.of(opener.session(target)) : Optional.empty();
        Optional<Connection> line = lines.open(inquiry, opener.listening(), Agenda.LISTENING, session);
        line.ifPresent(own -> {
            begunNs = begun++ == 0 ? own.startNs : begunNs;
            run = new ErrandRun(waiting.remove(), own, opener);
        });
        return line.isPresent();
    }

    private void end() {
        outcome.onErrand(run);
        lines.drop(run.connection, false);
        if (run.connection.failed || alarm.nowNs() - begunNs >= BEGIN_MAX_NS) {
            waiting.clear();
        }
        run = null;
    }
}

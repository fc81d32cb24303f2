package hayate.status;

import static hayate.status.Quantities.count;
import static hayate.status.Quantities.percent;
import static hayate.status.Quantities.rate;
import static hayate.status.Quantities.remaining;

/**
 * One line of progress: {@code 12.3%  1.57M pps  open 42  answers 57  drops 0  4m07s left}. What matters most stands first,
 * because a narrow terminal cuts the end.
 */
final class StatusLine {
    private StatusLine() {}

    static String of(StatusSnapshot s, int verbose) {
        StringBuilder line = new StringBuilder(120);
        line.append(percent(s.sent(), s.total())).append("  ");
        line.append(s.waiting() ? "waiting for answers" : rate(s.rateProbesPerSecond()) + " pps");
        line.append("  open ").append(count(s.open()));
        if (verbose > 0) {
            line.append("  closed ").append(count(s.closed()));
            line.append("  filtered ").append(count(s.filtered()));
        }
        line.append("  answers ").append(count(s.answers()));
        line.append("  drops ").append(count(s.receiveDropped()));
        if (verbose > 1) {
            line.append("  failed ")
                    .append(count(s.failed()))
                    .append("  re-sent ")
                    .append(count(s.resent()));
        }
        s.remainingNs().ifPresent(ns -> line.append("  ").append(remaining(ns)).append(" left"));
        if (s.passes() > 1) {
            line.append("  pass ").append(s.pass()).append('/').append(s.passes());
        }
        return line.toString();
    }
}

package hayate.service;

import hayate.report.ServiceReport;
import hayate.service.db.ServiceMatch;
import java.util.List;
import java.util.Optional;

/**
 * What a port is taken for: the hard match of the earliest probe that has one, else the first soft match. Earliest in the
 * order of probes and not in time, because probes overlap and their authors mean the first that matches.
 */
final class Verdict {
    static final String TLS_SERVICE = "ssl";

    private static final String TLS_PREFIX = "ssl/";
    private static final int CONFIDENCE_MATCH = 10;
    private static final int CONFIDENCE_WRAPPED = 8;

    private Optional<ServiceMatch> soft = Optional.empty();
    private Optional<ServiceMatch> hard = Optional.empty();
    private int order;
    private int softOrder;
    /** How long its answer took. */
    private long afterNs;

    Optional<ServiceMatch> soft() {
        return soft;
    }

    Optional<ServiceMatch> hard() {
        return hard;
    }

    /** The place of the probe that the hard match came from. */
    int order() {
        return order;
    }

    /** Whether the probe at a place told the service, by name at least. */
    boolean isToldBy(int place) {
        return hard.isPresent() && place == order || soft.isPresent() && place == softOrder;
    }

    long afterNs() {
        return afterNs;
    }

    /** Whether this is the first soft match, and so the one that counts. */
    boolean offerSoft(ServiceMatch match, int newOrder) {
        boolean first = soft.isEmpty();
        softOrder = first ? newOrder : softOrder;
        soft = first ? Optional.of(match) : soft;
        return first;
    }

    /** Of the same place the later one counts: more of the answer had come. */
    void offerHard(ServiceMatch match, int newOrder, long tookNs) {
        if (hard.isEmpty() || newOrder <= order) {
            hard = Optional.of(match);
            order = newOrder;
            afterNs = tookNs;
        }
    }

    /** Whether the best match is TLS itself, so that it must be looked inside. */
    boolean isTls() {
        return hard.isPresent() && hard.get().service().equals(TLS_SERVICE);
    }

    /** The report of the best match; empty if nothing matched. */
    Optional<ServiceReport> report(boolean insideTls) {
        return (hard.isPresent() ? hard : soft).map(match -> report(match, insideTls));
    }

    private static ServiceReport report(ServiceMatch match, boolean insideTls) {
        boolean named = match.service().startsWith(TLS_PREFIX);
        return new ServiceReport(
                named ? match.service().substring(TLS_PREFIX.length()) : match.service(),
                match.product(),
                match.version(),
                match.extraInfo(),
                match.hostname(),
                match.osType(),
                match.deviceType(),
                insideTls || named ? TLS_SERVICE : "",
                true,
                CONFIDENCE_MATCH,
                match.cpes(),
                "");
    }

    /** Whatever hung up before it had said anything. */
    static ServiceReport wrapped() {
        return bare("tcpwrapped", "");
    }

    /** TLS with nothing known inside. */
    static ServiceReport tlsOnly() {
        return bare(TLS_SERVICE, TLS_SERVICE);
    }

    private static ServiceReport bare(String name, String tunnel) {
        return new ServiceReport(name, "", "", "", "", "", "", tunnel, true, CONFIDENCE_WRAPPED, List.of(), "");
    }
}

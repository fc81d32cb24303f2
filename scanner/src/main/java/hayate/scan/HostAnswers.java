package hayate.scan;

import hayate.queue.Pass;
import hayate.result.AnsweredMap;
import hayate.result.State;

/**
 * Which targets need no further probe. In a scan of ports that is a target's own affair; in host discovery, whose "ports" are
 * the ways to ask one host, any answer speaks for the host.
 */
final class HostAnswers {
    private final AnsweredMap answered;
    private final long targets;
    private final int probesPerHost;
    private volatile long hostsAnswered;

    /**
     * @param targets length of the order
     * @param probesPerHost ways to ask a host; 1 for a scan of ports
     */
    HostAnswers(AnsweredMap answered, long targets, int probesPerHost) {
        this.answered = answered;
        this.targets = targets;
        this.probesPerHost = probesPerHost;
    }

    /** In host discovery, before the map is told: a target has answered. Receiver's thread. */
    void onAnswer(long index) {
        if (!hostAnswered(index)) {
            hostsAnswered++;
        }
    }

    /**
     * In host discovery a retry passes over a host of which any probe was answered. A sweep that is resumed does not: it asks
     * what an uninterrupted one would have asked, so that the same answer tells why a host is up.
     */
    boolean isDone(Pass pass, long index) {
        return probesPerHost == 1 || pass.kind() == Pass.Kind.SWEEP
                ? answered.stateOf(index) != State.SILENT
                : hostAnswered(index);
    }

    /** Whether nobody is silent any more. */
    boolean isEveryone() {
        return probesPerHost > 1 ? hostsAnswered * probesPerHost >= targets : answered.answered() >= targets;
    }

    private boolean hostAnswered(long index) {
        long first = index - index % probesPerHost;
        for (long sibling = first; sibling < first + probesPerHost; sibling++) {
            if (answered.stateOf(sibling) != State.SILENT) {
                return true;
            }
        }
        return false;
    }
}

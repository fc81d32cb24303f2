package hayate.result;

import hayate.probe.ProbeConfig;
import hayate.probe.TcpProbe;
import hayate.probe.TimestampClock;
import hayate.rate.AnswerBook;
import hayate.verify.Reply;
import hayate.verify.ReplySink;
import hayate.verify.VerifyCounter;
import hayate.verify.VerifyCounters;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Owned by the receiver's thread. Says what a verified reply means for its target and publishes it if that is news.
 *
 * <p>Round trips are recorded of first answers only: a SYN-ACK that the target repeats after a second still echoes the
 * first timestamp.
 */
public final class Answers implements ReplySink {
    private static final int ICMP_TIME_EXCEEDED = 11;
    private static final int RTT_DIGITS = 3;

    private final AnsweredMap map;
    private final FindingRing ring;
    private final VerifyCounters counters;
    private final AnswerBook ledger;
    private final TcpProbe type;
    private final SingleWriterRecorder rttUs = new SingleWriterRecorder(1, TimestampClock.RTT_US_MAX, RTT_DIGITS);
    private final Finding finding = new Finding();

    /**
     * Joins map and ring.
     *
     * @param map what is known of every target
     * @param ring takes the news
     * @param counters takes {@link VerifyCounter#DUPLICATES}
     * @param ledger books answers for the rate control; those of ICMP it does not get, for routers limit them
     * @param type what the probes asked, which decides what a reset means
     */
    public Answers(AnsweredMap map, FindingRing ring, VerifyCounters counters, AnswerBook ledger, TcpProbe type) {
        this.map = map;
        this.ring = ring;
        this.counters = counters;
        this.ledger = ledger;
        this.type = type;
    }

    /** Round trips in microseconds; the conductor takes an interval histogram when it likes. */
    public SingleWriterRecorder rttUs() {
        return rttUs;
    }

    @Override
    public void onReply(Reply reply) {
        State state = stateOf(reply);
        if (!map.raise(reply.index, state)) {
            onRepeat(reply, state);
            return;
        }
        if (state != State.FILTERED) {
            ledger.onAnswer(reply.index, reply.attempt, reply.timeNs);
        }
        fill(reply, state);
        ring.publish(finding);
        if (reply.rttUs != TimestampClock.RTT_UNKNOWN) {
            rttUs.recordValue(reply.rttUs);
        }
    }

    private void onRepeat(Reply reply, State state) {
        if (reply.attempt != ProbeConfig.CANARY_ATTEMPT) {
            counters.increment(VerifyCounter.DUPLICATES);
        } else if (state != State.FILTERED) {
            ledger.onRepeat(reply.index, reply.attempt, reply.timeNs);
        }
    }

    private void fill(Reply reply, State state) {
        finding.index = reply.index;
        finding.address = reply.address;
        finding.port = reply.port;
        finding.state = state;
        finding.reason = reasonOf(reply);
        finding.ttl = reply.ttl;
        finding.rttUs = reply.rttUs;
        finding.responder = reply.responder;
        finding.attempt = reply.attempt;
        finding.timeNs = reply.timeNs;
    }

    private State stateOf(Reply reply) {
        return switch (reply.kind) {
            case SYN_ACK, ECHO_REPLY, TIMESTAMP_REPLY, MASK_REPLY -> State.OPEN;
            case RESET -> type == TcpProbe.WINDOW && reply.windowBytes != 0 ? State.OPEN : State.CLOSED;
            case ICMP_ERROR -> State.FILTERED;
        };
    }

    private static Reason reasonOf(Reply reply) {
        return switch (reply.kind) {
            case SYN_ACK -> reply.windowBytes == 0 ? Reason.SYN_ACK_SHUT : Reason.SYN_ACK;
            case RESET -> Reason.RESET;
            case ECHO_REPLY -> Reason.ECHO_REPLY;
            case TIMESTAMP_REPLY -> Reason.TIMESTAMP_REPLY;
            case MASK_REPLY -> Reason.ADDRESSMASK_REPLY;
            case ICMP_ERROR ->
                reply.icmpType == ICMP_TIME_EXCEEDED ? Reason.TIME_EXCEEDED : unreachableReason(reply.icmpCode);
        };
    }

    /** Codes of destination unreachable; the verifier lets no other pass. */
    private static Reason unreachableReason(int code) {
        return switch (code) {
            case 0 -> Reason.NET_UNREACH;
            case 1 -> Reason.HOST_UNREACH;
            case 2 -> Reason.PROTO_UNREACH;
            case 3 -> Reason.PORT_UNREACH;
            case 9 -> Reason.NET_PROHIBITED;
            case 10 -> Reason.HOST_PROHIBITED;
            default -> Reason.ADMIN_PROHIBITED;
        };
    }
}

package hayate.scan;

import hayate.plan.SendingOrder;
import hayate.queue.Pass;
import hayate.queue.Stretches;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * Of which groups of hosts nothing more will be heard, told while a scan goes on: its last walk over the order has left them
 * behind, their answers have had time to come and are read, and nothing of them is to be sent again. A group that lost
 * something waits for the repair, and so for the end.
 *
 * <p>The scan's thread tells how far it is, the reporter's takes what is settled.
 */
public final class SettledGroups {
    /** No group. */
    public static final int NONE = -1;

    private final SendingOrder order;
    private final int lastWalk;
    private final Queue<Integer> settled = new ArrayDeque<>();
    private int next;
    /** Packets that had come when the next group was left behind, or -1 if it is not. */
    private long receivedMark = -1;

    /**
     * @param order cut into groups, or not
     * @param lastWalk number of the last walk over it, repairs apart; -1 if that is not known
     */
    public SettledGroups(SendingOrder order, int lastWalk) {
        this.order = order;
        this.lastWalk = lastWalk;
    }

    /** The order that is cut into groups. */
    SendingOrder order() {
        return order;
    }

    /** So far is a scan by probes. */
    public void reached(Conductor.Progress now) {
        if (now.pass().kind() != Pass.Kind.REPAIR) {
            long received = now.measurements().received();
            reached(
                    now.pass().number(),
                    now.safeStep(),
                    now.pending(),
                    received,
                    received - now.measurements().unread());
        }
    }

    /**
     * So far is a scan.
     *
     * @param walk number of the walk over the order
     * @param safeStep every step of it below this one is sent, and was waited for
     * @param pending what is to be sent again
     * @param received packets that have come
     * @param handled how many of them were read
     */
    void reached(int walk, long safeStep, List<Stretches.Range> pending, long received, long handled) {
        if (walk != lastWalk || order.groups() == 1) {
            return;
        }
        while (next < order.groups() && order.endOfGroup(next) <= safeStep) {
            receivedMark = receivedMark < 0 ? received : receivedMark;
            if (handled < receivedMark) {
                return;
            }
            settleUnless(pending);
            next++;
            receivedMark = -1;
        }
    }

    private void settleUnless(List<Stretches.Range> pending) {
        long from = next == 0 ? 0 : order.endOfGroup(next - 1);
        long to = order.endOfGroup(next);
        if (pending.stream().noneMatch(range -> range.from() < to && from < range.to())) {
            synchronized (settled) {
                settled.add(next);
            }
        }
    }

    /** A group that is settled and was not taken before, else {@link #NONE}. */
    public int take() {
        synchronized (settled) {
            return settled.isEmpty() ? NONE : settled.remove();
        }
    }
}

package hayate.rate;

/**
 * What one control interval came to, once no more answers to its probes are expected.
 *
 * @param fromStep first step of the order that was sent in it
 * @param toStep end of its steps, exclusive
 * @param seconds how long it lasted, 0 if the transmitters had nothing to send for a part of it
 * @param restSeconds how much of it the transmitters were set aside, beyond what they make up for
 * @param probes probes sent, of whatever kind; 0 with {@code seconds}
 * @param asked probes whose answers are a fair sample of the space: those of a sweep, 0 in other passes
 * @param answers first answers of targets to {@code asked}, open and closed
 * @param canaries probes to targets that had answered before
 * @param canaryAnswers answers to those
 * @param epoch the rate decision under which it was sent
 * @param localLoss whether this machine lost packets meanwhile, so that the counts say nothing of the path
 */
public record Interval(
        long fromStep,
        long toStep,
        double seconds,
        double restSeconds,
        long probes,
        long asked,
        long answers,
        long canaries,
        long canaryAnswers,
        long epoch,
        boolean localLoss) {}

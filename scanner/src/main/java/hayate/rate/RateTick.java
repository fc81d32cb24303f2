package hayate.rate;

import java.util.OptionalDouble;

/**
 * What the rate control saw and did in one tick, for {@code --rate-log}.
 *
 * @param grantedRate probes per second from now on, infinite for as many as the machine can
 * @param sentRate probes per second since the last tick
 * @param answers answers booked to the intervals that became complete
 * @param expected answers that the present window of intervals should have
 * @param canaries canaries of the intervals that became complete
 * @param canaryAnswers those that answered
 * @param loss loss of the present window, if it was judged
 * @param limit the path's limit, if one is known, probes per second
 * @param repairFrom first step of the stretch that this tick condemned, -1 for none
 * @param repairTo its end
 */
public record RateTick(
        RateController.Phase phase,
        double grantedRate,
        double sentRate,
        long answers,
        double expected,
        long canaries,
        long canaryAnswers,
        OptionalDouble loss,
        OptionalDouble limit,
        long repairFrom,
        long repairTo,
        String decision) {}

package hayate.rate;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How fast.
 *
 * @param template the template in force
 * @param probesPerSecond the fixed rate or, in a closed loop, the cap; infinite for "as fast as the machine"
 * @param closedLoop what the rate control may do; empty for a fixed rate
 * @param targetCoverage share of answering targets to be found, 0..1, to which passes over the silent are added
 */
public record RateConfig(
        Template template, double probesPerSecond, Optional<RateLimits> closedLoop, OptionalDouble targetCoverage) {}

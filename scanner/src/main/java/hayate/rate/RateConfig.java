package hayate.rate;

import hayate.plan.AddressSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How fast.
 *
 * @param template the template in force
 * @param probesPerSecond the fixed rate or, in a closed loop, the cap; infinite for "as fast as the machine"
 * @param closedLoop what the rate control may do; empty for a fixed rate
 * @param targetCoverage share of answering targets to be found, 0..1, to which passes over the silent are added
 * @param caps what single hosts and networks get at most
 */
public record RateConfig(
        Template template,
        double probesPerSecond,
        Optional<RateLimits> closedLoop,
        OptionalDouble targetCoverage,
        List<TargetCap> caps) {
    /** Copies the caps. */
    public RateConfig {
        caps = List.copyOf(caps);
    }

    /** The closed loop over these addresses: it has no use for rates that the caps do not let through. */
    public Optional<RateLimits> closedLoop(AddressSet addresses) {
        return closedLoop.map(limits -> limits.below(TargetCaps.sustained(caps, addresses)));
    }
}

package hayate.cli;

import hayate.plan.TargetSpace;
import hayate.scan.Timeouts;
import hayate.send.HostClocks;
import java.util.OptionalLong;

/** The waits that options ask for, in nmap's grammar of times. */
final class TimeoutOptions {
    private static final long MS_NS = 1_000_000L;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long MAX_RTT_MIN_NS = 5 * MS_NS;
    /** As in nmap: numbers from here on without a unit are from a time when they were milliseconds. */
    private static final long RTT_UNITLESS_MAX_NS = 50 * SECOND_NS;

    private static final long DELAY_UNITLESS_MAX_NS = 100 * SECOND_NS;
    private static final long HOST_UNITLESS_MAX_NS = 10_000 * SECOND_NS;

    private TimeoutOptions() {}

    /** The waits of these options. */
    static Timeouts of(ParsedOptions options) {
        OptionalLong initial = time(options, CliOption.INITIAL_RTT, MS_NS, RTT_UNITLESS_MAX_NS);
        OptionalLong min = time(options, CliOption.MIN_RTT, MS_NS, RTT_UNITLESS_MAX_NS);
        OptionalLong max = time(options, CliOption.MAX_RTT, MAX_RTT_MIN_NS, RTT_UNITLESS_MAX_NS);
        refuseAbove(options, CliOption.MIN_RTT, min, CliOption.MAX_RTT, max);
        refuseAbove(options, CliOption.MIN_RTT, min, CliOption.INITIAL_RTT, initial);
        refuseAbove(options, CliOption.INITIAL_RTT, initial, CliOption.MAX_RTT, max);
        OptionalLong host = time(options, CliOption.HOST_TIMEOUT, 0, HOST_UNITLESS_MAX_NS);
        return new Timeouts(initial, min, max, host.equals(OptionalLong.of(0)) ? OptionalLong.empty() : host);
    }

    /** The least time between two probes to a host. */
    static OptionalLong scanDelayNs(ParsedOptions options) {
        return time(options, CliOption.SCAN_DELAY, 1, DELAY_UNITLESS_MAX_NS);
    }

    /** A clock for each host takes memory. */
    static void refuseTooMany(Timeouts timeouts, TargetSpace space) {
        if (timeouts.hostNs().isPresent() && space.addresses().size() > HostClocks.ADDRESSES_MAX) {
            throw new UsageException("--host-timeout keeps a clock for each host, for " + HostClocks.ADDRESSES_MAX
                    + " addresses at most; these targets are "
                    + space.addresses().size());
        }
    }

    private static OptionalLong time(ParsedOptions options, CliOption option, long minNs, long unitlessMaxNs) {
        if (options.value(option).isEmpty()) {
            return OptionalLong.empty();
        }
        String token = options.value(option).get();
        long timeNs = Values.timeNs(option, token, minNs);
        boolean unitless = Character.isDigit(token.charAt(token.length() - 1)) || token.endsWith(".");
        if (unitless && timeNs >= unitlessMaxNs) {
            throw new UsageException(option.primaryName() + " " + Quote.token(token) + " would be seconds: write "
                    + token + "s if they are meant, " + token + "ms for milliseconds");
        }
        return OptionalLong.of(timeNs);
    }

    private static void refuseAbove(
            ParsedOptions options, CliOption lower, OptionalLong low, CliOption upper, OptionalLong high) {
        if (low.isPresent() && high.isPresent() && low.getAsLong() > high.getAsLong()) {
            throw new UsageException(
                    lower.primaryName() + " " + options.value(lower).orElseThrow() + " is above "
                            + upper.primaryName() + " " + options.value(upper).orElseThrow()
                            + ": it may be at most that");
        }
    }
}

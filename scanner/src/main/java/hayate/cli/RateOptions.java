package hayate.cli;

import hayate.rate.RateConfig;
import hayate.rate.TargetCap;
import hayate.rate.Template;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rate that the rate options come to. {@code --rate N} is fixed, and so are the serial templates -T0 to -T2;
 * {@code --rate auto} and -T3 to -T5 are closed loops between {@code --min-rate} and {@code --max-rate}, or else the
 * template's cap. A minimum above {@code --rate} or {@code --max-rate} is a contradiction.
 */
final class RateOptions {
    private static final double NS_PER_SECOND = 1e9;
    private static final Pattern PER_NET = Pattern.compile("/?(\\d{1,2})=(.*)", Pattern.DOTALL);

    private RateOptions() {}

    /** The rate of these options. */
    static RateConfig of(ParsedOptions options) {
        Template template =
                options.value(CliOption.TEMPLATE).map(RateOptions::template).orElse(Template.NORMAL);
        boolean auto =
                options.value(CliOption.RATE).map("auto"::equalsIgnoreCase).orElse(false);
        Optional<Double> rate = auto ? Optional.empty() : rate(options, CliOption.RATE);
        Optional<Double> min = rate(options, CliOption.MIN_RATE);
        Optional<Double> max = rate(options, CliOption.MAX_RATE);
        refuseBelow(options, CliOption.MAX_RATE, max, min);
        refuseBelow(options, CliOption.RATE, rate, min);
        OptionalDouble coverage = targetCoverage(options);
        if (rate.isPresent() || (!auto && !template.isClosedLoop())) {
            double base = rate.orElseGet(() -> Math.max(serialRate(options, template), min.orElse(0.0)));
            double fixed = Math.min(
                    base >= Values.RATE_MAX ? Double.POSITIVE_INFINITY : base, max.orElse(Double.POSITIVE_INFINITY));
            return new RateConfig(template, fixed, Optional.empty(), coverage, caps(options));
        }
        double cap = max.orElse(auto ? Double.POSITIVE_INFINITY : template.capProbesPerSecond());
        double floor = min.orElse(0.0);
        Template loop =
                template.isClosedLoop() && (!auto || options.has(CliOption.TEMPLATE)) ? template : Template.AGGRESSIVE;
        double ceiling = Math.max(cap, floor);
        return new RateConfig(loop, ceiling, loop.limits(floor, ceiling), coverage, caps(options));
    }

    /** A serial template is one delay between all probes: the one asked for, or its own. */
    private static double serialRate(ParsedOptions options, Template template) {
        OptionalLong delayNs = TimeoutOptions.scanDelayNs(options);
        return delayNs.isPresent() ? NS_PER_SECOND / delayNs.getAsLong() : template.capProbesPerSecond();
    }

    /** What single hosts and networks get at most. */
    private static List<TargetCap> caps(ParsedOptions options) {
        List<TargetCap> caps = new ArrayList<>();
        TimeoutOptions.scanDelayNs(options).ifPresent(delayNs -> caps.add(TargetCap.delay(delayNs)));
        rate(options, CliOption.MAX_RATE_PER_HOST).ifPresent(n -> caps.add(TargetCap.perSecond(Integer.SIZE, n)));
        Set<Integer> lengths = new HashSet<>();
        for (String token : options.values(CliOption.MAX_RATE_PER_NET)) {
            Matcher matcher = PER_NET.matcher(token);
            int length = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
            if (length < 1 || length >= Integer.SIZE) {
                throw Values.bad(CliOption.MAX_RATE_PER_NET, token);
            }
            if (!lengths.add(length)) {
                throw new UsageException("--max-rate-per-net " + Quote.token(token) + ": /" + length
                        + " has its rate already: give each prefix length once");
            }
            caps.add(TargetCap.perSecond(length, Values.rate(CliOption.MAX_RATE_PER_NET, matcher.group(2))));
        }
        return caps;
    }

    private static OptionalDouble targetCoverage(ParsedOptions options) {
        Optional<String> token = options.value(CliOption.TARGET_COVERAGE);
        if (token.isEmpty()) {
            return OptionalDouble.empty();
        }
        String number =
                token.get().endsWith("%") ? token.get().substring(0, token.get().length() - 1) : token.get();
        double percent = number.matches("\\d{1,2}(\\.\\d{1,6})?") ? Double.parseDouble(number) : 0;
        if (percent <= 0) {
            throw Values.bad(CliOption.TARGET_COVERAGE, token.get());
        }
        return OptionalDouble.of(percent / 100);
    }

    private static Optional<Double> rate(ParsedOptions options, CliOption option) {
        return options.value(option).map(token -> Values.rate(option, token));
    }

    private static void refuseBelow(
            ParsedOptions options, CliOption upper, Optional<Double> upperRate, Optional<Double> min) {
        if (upperRate.isPresent() && min.isPresent() && upperRate.get() < min.get()) {
            throw new UsageException(
                    "--min-rate " + options.value(CliOption.MIN_RATE).orElseThrow() + " is above "
                            + upper.primaryName() + " " + options.value(upper).orElseThrow()
                            + ": the minimum may be at most that");
        }
    }

    private static Template template(String token) {
        Template[] templates = Template.values();
        if (token.length() == 1 && token.charAt(0) >= '0' && token.charAt(0) <= '5') {
            return templates[token.charAt(0) - '0'];
        }
        for (Template template : templates) {
            if (template.name().toLowerCase(Locale.ROOT).equals(token.toLowerCase(Locale.ROOT))) {
                return template;
            }
        }
        throw Values.bad(CliOption.TEMPLATE, token);
    }
}

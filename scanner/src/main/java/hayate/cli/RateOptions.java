package hayate.cli;

import hayate.rate.RateConfig;
import hayate.rate.Template;
import java.util.Locale;
import java.util.Optional;

/**
 * The rate that the rate options come to. The base is {@code --rate}, or else the cap of the template in force;
 * {@code --min-rate} raises a template's cap, {@code --max-rate} cuts whatever came out. With a fixed rate nothing
 * falls below the minimum by itself, so a minimum above {@code --rate} or {@code --max-rate} is a contradiction.
 */
final class RateOptions {
    private RateOptions() {}

    /** The rate of these options. */
    static RateConfig of(ParsedOptions options) {
        Template template =
                options.value(CliOption.TEMPLATE).map(RateOptions::template).orElse(Template.NORMAL);
        Optional<Double> rate = rate(options, CliOption.RATE);
        Optional<Double> min = rate(options, CliOption.MIN_RATE);
        Optional<Double> max = rate(options, CliOption.MAX_RATE);
        refuseBelow(options, CliOption.MAX_RATE, max, min);
        refuseBelow(options, CliOption.RATE, rate, min);
        double base = rate.orElseGet(() -> Math.max(template.capProbesPerSecond(), min.orElse(0.0)));
        return new RateConfig(template, Math.min(base, max.orElse(Double.POSITIVE_INFINITY)));
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

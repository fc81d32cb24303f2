package hayate.rate;

/**
 * How fast.
 *
 * @param template the template in force
 * @param probesPerSecond the resulting fixed rate, infinite for "as fast as the machine"
 */
public record RateConfig(Template template, double probesPerSecond) {}

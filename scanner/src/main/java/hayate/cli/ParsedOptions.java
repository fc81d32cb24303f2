package hayate.cli;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A command line taken apart, nothing yet interpreted: which options, with which values, and the targets. */
final class ParsedOptions {
    private final List<String> arguments;
    private final List<String> targets;
    private final Map<CliOption, List<String>> values;
    private final Map<CliOption, Integer> counts;

    /**
     * @param arguments the command line
     * @param targets what is no option
     * @param values values of the options given, in the order of the command line
     * @param counts how often each flag was given
     */
    ParsedOptions(
            List<String> arguments,
            List<String> targets,
            Map<CliOption, List<String>> values,
            Map<CliOption, Integer> counts) {
        this.arguments = List.copyOf(arguments);
        this.targets = List.copyOf(targets);
        this.values = new LinkedHashMap<>(values);
        this.counts = new EnumMap<>(CliOption.class);
        this.counts.putAll(counts);
    }

    List<String> arguments() {
        return arguments;
    }

    List<String> targets() {
        return targets;
    }

    boolean has(CliOption option) {
        return values.containsKey(option) || counts.containsKey(option);
    }

    /** Whether open ports are asked what they are. */
    boolean asksServices() {
        return has(CliOption.VERSION_SCAN) || has(CliOption.BANNERS) || has(CliOption.FAVICON);
    }

    int count(CliOption option) {
        return counts.getOrDefault(option, 0);
    }

    Optional<String> value(CliOption option) {
        return values(option).stream().findFirst();
    }

    List<String> values(CliOption option) {
        return values.getOrDefault(option, List.of());
    }

    /** The options with values, in the order of the command line. */
    Iterable<CliOption> optionsInOrder() {
        return values.keySet();
    }

    /** Refuses two options that contradict each other. */
    void refuseTogether(CliOption first, CliOption second, String why) {
        if (has(first) && has(second)) {
            throw new UsageException(
                    first.primaryName() + " and " + second.primaryName() + " exclude each other: " + why);
        }
    }
}

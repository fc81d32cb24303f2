package hayate.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Takes a command line apart by picocli, in the way of nmap (getopt_long_only): options may follow targets, values may
 * be attached ({@code -p22,80}, {@code -T4}, {@code --rate=10k}), one dash does for two and two for one.
 */
final class CommandLineParser {
    private static final String DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uFE58\uFE63\uFF0D";

    private static final String PING_PORT_DEFAULT = "80";

    private final IdentityHashMap<ArgSpec, CliOption> optionOfSpec = new IdentityHashMap<>();

    /**
     * Takes the arguments apart.
     *
     * @throws UsageException if one is unknown, repeated or lacks its value
     */
    ParsedOptions parse(List<String> arguments) {
        arguments.forEach(CommandLineParser::refuseUnicodeDash);
        List<String> words = separated(arguments);
        CommandLine commandLine = new CommandLine(commandSpec(words));
        try {
            return collect(arguments, commandLine.parseArgs(words.toArray(new String[0])));
        } catch (UnmatchedArgumentException e) {
            throw UnknownOption.refuse(
                    e.getUnmatched().isEmpty() ? "" : e.getUnmatched().get(0), arguments);
        } catch (MissingParameterException e) {
            throw missingValue(e);
        } catch (OverwrittenOptionException e) {
            throw new UsageException(nameOf(e.getOverwritten()) + " was given more than once: give it once");
        } catch (ParameterException e) {
            throw badFlag(e);
        }
    }

    /**
     * {@code -PS22,80} as {@code -PS 22,80}, {@code -PS} with nmap's default port; {@code -sSn} as {@code -sS -sn};
     * {@code -v3} as {@code -v -v -v}.
     */
    private static List<String> separated(List<String> arguments) {
        List<String> separated = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.matches("-P[SA]([0-9,-].*)?")) {
                separated.add(argument.substring(0, 3));
                separated.add(argument.length() == 3 ? PING_PORT_DEFAULT : argument.substring(3));
            } else if (argument.matches("-s[STAWFNXLnV]{2,}")) {
                argument.substring(2).chars().forEach(letter -> separated.add("-s" + (char) letter));
            } else if (argument.matches("-[vd](\\d|10)")) {
                separated.addAll(
                        Collections.nCopies(Integer.parseInt(argument.substring(2)), argument.substring(0, 2)));
            } else {
                separated.add(argument);
            }
        }
        return separated;
    }

    /**
     * The options that these words can hold: an option no word begins with cannot be one of them, and leaving it out changes
     * nothing but the 20 ms that a model of all costs at every start.
     */
    private CommandSpec commandSpec(List<String> words) {
        CommandSpec spec = CommandSpec.create().name("hayate");
        for (CliOption option : CliOption.values()) {
            String[] names = withBothDashes(option.names());
            if (canBeIn(words, names)) {
                OptionSpec optionSpec = optionSpec(option, names);
                optionOfSpec.put(optionSpec, option);
                spec.addOption(optionSpec);
            }
        }
        spec.addPositional(PositionalParamSpec.builder()
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .build());
        spec.parser().expandAtFiles(false).trimQuotes(false);
        return spec;
    }

    private static boolean canBeIn(List<String> words, String[] names) {
        for (String word : words) {
            for (String name : names) {
                boolean inCluster = name.length() == 2 && word.startsWith("-") && word.indexOf(name.charAt(1)) > 0;
                if (inCluster || word.startsWith(name)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static OptionSpec optionSpec(CliOption option, String[] names) {
        OptionSpec.Builder builder = OptionSpec.builder(names);
        switch (option.kind()) {
            case VALUE -> builder.arity("1").type(String.class);
            case LIST -> builder.arity("1").type(List.class).auxiliaryTypes(String.class);
            case FLAG, COUNT -> builder.arity("0").type(boolean[].class).auxiliaryTypes(boolean.class);
        }
        return builder.build();
    }

    /** {@code --rate} also as {@code -rate}, {@code -oJ} also as {@code --oJ}; one letter keeps its one dash. */
    private static String[] withBothDashes(List<String> names) {
        Set<String> all = new LinkedHashSet<>(names);
        for (String name : names) {
            if (name.startsWith("--")) {
                all.add(name.substring(1));
            } else if (name.length() > 2) {
                all.add("-" + name);
            }
        }
        return all.toArray(new String[0]);
    }

    private ParsedOptions collect(List<String> arguments, ParseResult result) {
        Map<CliOption, List<String>> values = new LinkedHashMap<>();
        Map<CliOption, Integer> counts = new EnumMap<>(CliOption.class);
        for (OptionSpec spec : result.matchedOptions()) {
            CliOption option = optionOfSpec.get(spec);
            if (option.takesValue()) {
                values.put(option, List.copyOf(spec.stringValues()));
            } else {
                counts.put(option, flagCount(option, spec.getValue()));
            }
        }
        return new ParsedOptions(arguments, targets(result), values, counts);
    }

    private static int flagCount(CliOption option, boolean[] given) {
        for (boolean value : given) {
            if (!value) {
                throw new UsageException(option.primaryName() + " takes no value, but was given 'false'");
            }
        }
        return given.length;
    }

    private static List<String> targets(ParseResult result) {
        List<String> targets = new ArrayList<>();
        for (PositionalParamSpec positional : result.matchedPositionals()) {
            targets.addAll(positional.stringValues());
        }
        return targets;
    }

    private UsageException missingValue(MissingParameterException e) {
        ArgSpec spec =
                e.getMissing().isEmpty() ? e.getArgSpec() : e.getMissing().get(0);
        CliOption option = optionOfSpec.get(spec);
        return new UsageException(nameOf(spec) + " lacks its value: " + (option == null ? "" : option.accepted()));
    }

    private UsageException badFlag(ParameterException e) {
        CliOption option = optionOfSpec.get(e.getArgSpec());
        if (option != null && !option.takesValue()) {
            return new UsageException(option.primaryName() + " takes no value, but was given "
                    + Quote.token(String.valueOf(e.getValue())));
        }
        return new UsageException(Quote.oneLine(String.valueOf(e.getMessage())));
    }

    private String nameOf(ArgSpec spec) {
        CliOption option = optionOfSpec.get(spec);
        return option == null ? "an option" : option.primaryName();
    }

    private static void refuseUnicodeDash(String argument) {
        if (!argument.isEmpty() && DASHES.indexOf(argument.charAt(0)) >= 0) {
            throw new UsageException(String.format(
                    "%s begins with the typographic dash U+%04X: write an ASCII '-' (pasted text often has it)",
                    Quote.token(argument), (int) argument.charAt(0)));
        }
    }
}

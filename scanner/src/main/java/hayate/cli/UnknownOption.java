package hayate.cli;

import java.util.ArrayList;
import java.util.List;

/** Says what is wrong with a token that is no option: not available yet, refused for good, or mistyped. */
final class UnknownOption {
    private UnknownOption() {}

    /**
     * The refusal of a token.
     *
     * @param token what the parser could not use
     * @param arguments the whole command line, in which the token may be only a part of a cluster
     */
    static UsageException refuse(String token, List<String> arguments) {
        String name = withoutValue(token);
        String why = Unavailable.explain(name);
        if (why != null) {
            return new UsageException(Quote.token(name) + " is " + why);
        }
        String whole = arguments.stream()
                .filter(argument -> !argument.equals(token)
                        && argument.startsWith("-")
                        && argument.endsWith(token.substring(Math.min(1, token.length()))))
                .findFirst()
                .filter(argument -> !arguments.contains(token))
                .orElse(token);
        String suggestion = nearest(withoutValue(whole), names());
        String hint = suggestion == null ? "hayate --help lists the options" : "did you mean " + suggestion + "?";
        return new UsageException("unknown option " + Quote.token(whole) + ": " + hint);
    }

    private static String withoutValue(String token) {
        int equals = token.indexOf('=');
        return equals > 0 ? token.substring(0, equals) : token;
    }

    /** The name closest to a mistyped one, or null if none is close. */
    static String nearest(String name, List<String> names) {
        String bare = bare(name);
        String best = null;
        int bestDistance = Math.max(1, bare.length() / 3) + 1;
        for (String candidate : names) {
            int distance = bare.equalsIgnoreCase(bare(candidate)) ? 0 : distance(bare, bare(candidate));
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return best;
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (CliOption option : CliOption.values()) {
            names.addAll(option.names());
        }
        return names;
    }

    private static String bare(String name) {
        int start = 0;
        while (start < name.length() && start < 2 && name.charAt(start) == '-') {
            start++;
        }
        return name.substring(start, Math.min(name.length(), start + 40));
    }

    /** Edits between two words, where two neighbours exchanged count as one (optimal string alignment). */
    static int distance(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                edits[i][j] = i == 0 || j == 0 ? i + j : cheapest(edits, a, b, i, j);
            }
        }
        return edits[a.length()][b.length()];
    }

    private static int cheapest(int[][] edits, String a, String b, int i, int j) {
        int substitution = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int cheapest = Math.min(edits[i - 1][j - 1] + substitution, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
        boolean exchanged = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return exchanged ? Math.min(cheapest, edits[i - 2][j - 2] + 1) : cheapest;
    }
}

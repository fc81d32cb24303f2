package hayate.service.db;

import java.util.ArrayList;
import java.util.List;

/**
 * Texts that an answer must hold for a pattern to match it at all, in lower case: the runs of ordinary characters outside of
 * alternatives, options and look-arounds. A necessary condition that costs nothing to be wrong about in one direction: what
 * is not understood is left out.
 *
 * <p>For {@code ^HTTP/1\.[01] \d+.*Server: nginx(?:/([\d.]+))?\r\n} these are {@code http/1.}, {@code " "} and
 * {@code server: nginx}. Reads patterns as {@link Rewriter} leaves them.
 */
final class RequiredLiterals {
    private static final int NO_CHARACTER = -1;

    private final String pattern;
    private int at;
    /** Whether something was met that this does not understand. */
    private boolean unsure;

    private RequiredLiterals(String pattern) {
        this.pattern = pattern;
    }

    /** The texts; none if nothing is certain. */
    static List<String> of(String pattern) {
        RequiredLiterals parser = new RequiredLiterals(pattern);
        List<String> found = parser.alternatives();
        return parser.unsure ? List.of() : found;
    }

    /** Whether a match can only begin where the answer begins. */
    static boolean isAnchored(String pattern) {
        if (pattern.isEmpty() || pattern.charAt(0) != '^') {
            return false;
        }
        RequiredLiterals parser = new RequiredLiterals(pattern);
        parser.sequence(new ArrayList<>());
        return parser.at == pattern.length() && !parser.unsure;
    }

    /** Up to the end or the closing bracket: what all alternatives need, which is nothing unless there is but one. */
    private List<String> alternatives() {
        List<String> found = new ArrayList<>();
        sequence(found);
        while (at < pattern.length() && pattern.charAt(at) == '|') {
            at++;
            sequence(new ArrayList<>());
            found.clear();
        }
        return found;
    }

    private void sequence(List<String> found) {
        StringBuilder run = new StringBuilder();
        while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
            if (pattern.charAt(at) == '(') {
                flush(run, found);
                List<String> inside = group();
                if (!isOptional()) {
                    found.addAll(inside);
                }
                skipQuantifier();
                continue;
            }
            int character = atom();
            boolean optional = isOptional();
            boolean repeated = skipQuantifier();
            if (character == NO_CHARACTER || optional) {
                flush(run, found);
                continue;
            }
            run.append((char) character);
            if (repeated) {
                flush(run, found);
            }
        }
        flush(run, found);
    }

    private static void flush(StringBuilder run, List<String> found) {
        if (run.length() > 0) {
            found.add(run.toString());
            run.setLength(0);
        }
    }

    /** A group; what is inside counts unless it only looks ahead or behind. */
    private List<String> group() {
        at++;
        boolean lookAround = false;
        if (at < pattern.length() && pattern.charAt(at) == '?') {
            at++;
            int start = at;
            while (at < pattern.length() && "=!<>:)".indexOf(pattern.charAt(at)) < 0) {
                at++;
            }
            unsure |= pattern.substring(start, at).indexOf('x') >= 0;
            char kind = at < pattern.length() ? pattern.charAt(at) : ')';
            lookAround = kind == '=' || kind == '!' || kind == '<';
            at += kind == ')' ? 0 : 1;
        }
        List<String> inside = alternatives();
        at = Math.min(pattern.length(), at + 1);
        return lookAround ? List.of() : inside;
    }

    /** One character, class or escape; the character if it can only be that one. */
    private int atom() {
        char c = pattern.charAt(at++);
        return switch (c) {
            case '\\' -> escape();
            case '[' -> {
                characterClass();
                yield NO_CHARACTER;
            }
            case '.', '^', '$' -> NO_CHARACTER;
            default -> AnswerGrams.fold(c);
        };
    }

    private int escape() {
        char c = at < pattern.length() ? pattern.charAt(at++) : '\\';
        return switch (c) {
            case 'x' -> hexadecimal();
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'd', 'D', 'w', 'W', 's', 'S', 'b', 'B', 'A', 'Z', 'z', 'h', 'H', 'v', 'V', 'R' -> NO_CHARACTER;
            default -> {
                boolean digit = Character.isDigit(c);
                unsure |= Character.isLetter(c);
                while (digit && at < pattern.length() && Character.isDigit(pattern.charAt(at))) {
                    at++;
                }
                yield digit ? NO_CHARACTER : AnswerGrams.fold(c);
            }
        };
    }

    private int hexadecimal() {
        int high = at + 1 < pattern.length() ? Character.digit(pattern.charAt(at), 16) : -1;
        int low = high >= 0 ? Character.digit(pattern.charAt(at + 1), 16) : -1;
        if (low < 0) {
            unsure = true;
            return NO_CHARACTER;
        }
        at += 2;
        return AnswerGrams.fold((char) (high << 4 | low));
    }

    private void characterClass() {
        while (at < pattern.length() && pattern.charAt(at) != ']') {
            at += pattern.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
    }

    private boolean isOptional() {
        return at < pattern.length()
                && (pattern.charAt(at) == '?'
                        || pattern.charAt(at) == '*'
                        || pattern.startsWith("{0,", at)
                        || pattern.startsWith("{0}", at));
    }

    /** Whether there was one. */
    private boolean skipQuantifier() {
        if (at >= pattern.length() || "?*+{".indexOf(pattern.charAt(at)) < 0) {
            return false;
        }
        at = pattern.charAt(at) == '{' ? pattern.indexOf('}', at) + 1 : at + 1;
        if (at < pattern.length() && "?+".indexOf(pattern.charAt(at)) >= 0) {
            at++;
        }
        return true;
    }
}

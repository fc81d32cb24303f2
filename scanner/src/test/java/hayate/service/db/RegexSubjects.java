package hayate.service.db;

import java.util.Random;

/** Answers that a pattern is likely to match, made by walking it: one alternative, some repeats, a character of each class. */
final class RegexSubjects {
    private static final int REPEATS_MAX = 4;

    private final String pattern;
    private final Random random;
    private int at;

    private RegexSubjects(String pattern, Random random) {
        this.pattern = pattern.replace(Rewriter.WORD_BOUNDARY, "").replace(Rewriter.NO_WORD_BOUNDARY, "");
        this.random = random;
    }

    /** One answer; characters are bytes. */
    static String make(String pattern, Random random) {
        String made = new RegexSubjects(pattern, random).alternatives();
        return random.nextInt(4) == 0 ? spoiled(made, random) : made;
    }

    private static String spoiled(String made, Random random) {
        StringBuilder text = new StringBuilder(made);
        int at = random.nextInt(text.length() + 1);
        switch (random.nextInt(3)) {
            case 0 -> text.insert(at, "\r\n\u0085Aa0".charAt(random.nextInt(6)));
            case 1 -> text.setLength(at);
            default -> text.append("\n\r\n x".charAt(random.nextInt(5)));
        }
        return text.toString();
    }

    private String alternatives() {
        String chosen = sequence();
        for (int seen = 2; at < pattern.length() && pattern.charAt(at) == '|'; seen++) {
            at++;
            String other = sequence();
            chosen = random.nextInt(seen) == 0 ? other : chosen;
        }
        return chosen;
    }

    private String sequence() {
        StringBuilder text = new StringBuilder();
        while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
            int start = at;
            String one = atom();
            int afterAtom = at;
            int repeats = repeats();
            int end = at;
            for (int i = 0; i < repeats; i++) {
                text.append(one);
                at = start;
                one = atom();
                at = afterAtom;
            }
            at = end;
        }
        return text.toString();
    }

    private String atom() {
        char c = pattern.charAt(at++);
        return switch (c) {
            case '(' -> group();
            case '[' -> String.valueOf(characterClass());
            case '\\' -> String.valueOf(escape()).replace("\uFFFF", "");
            case '.' -> String.valueOf((char) random.nextInt(256));
            case '^', '$' -> "";
            default -> String.valueOf(c);
        };
    }

    private String group() {
        boolean negative = pattern.startsWith("?!", at) || pattern.startsWith("?<!", at);
        if (at < pattern.length() && pattern.charAt(at) == '?') {
            while ("=!>:".indexOf(pattern.charAt(at)) < 0) {
                at++;
            }
            at++;
        }
        String inside = alternatives();
        at++;
        return negative ? "" : inside;
    }

    private char characterClass() {
        boolean negated = pattern.charAt(at) == '^';
        at += negated ? 1 : 0;
        boolean[] members = new boolean[256];
        while (pattern.charAt(at) != ']') {
            int first = member(members);
            if (pattern.charAt(at) == '-' && pattern.charAt(at + 1) != ']') {
                at++;
                int last = member(members);
                for (int c = Math.max(0, first); c <= last; c++) {
                    members[c] = true;
                }
            }
        }
        at++;
        int c = random.nextInt(256);
        for (int i = 0; i < 256 && members[c] == negated; i++) {
            c = (c + 1) % 256;
        }
        return (char) c;
    }

    private int member(boolean[] members) {
        char c = pattern.charAt(at++);
        int value = c;
        if (c == '\\') {
            char kind = pattern.charAt(at);
            value = escape();
            if ("dwsDWS".indexOf(kind) >= 0) {
                for (int i = 0; i < 256; i++) {
                    members[i] |= isOf(kind, i);
                }
                return -1;
            }
        }
        members[value % 256] = true;
        return value;
    }

    private static boolean isOf(char kind, int c) {
        boolean inside = switch (Character.toLowerCase(kind)) {
            case 'd' -> c >= '0' && c <= '9';
            case 'w' -> c == '_' || c < 128 && Character.isLetterOrDigit(c);
            default -> c == ' ' || c >= '\t' && c <= '\r';
        };
        return Character.isUpperCase(kind) != inside;
    }

    private char escape() {
        char c = pattern.charAt(at++);
        return switch (c) {
            case 'x' -> {
                at += 2;
                yield (char) Integer.parseInt(pattern.substring(at - 2, at), 16);
            }
            case 'd' -> (char) ('0' + random.nextInt(10));
            case 'w' -> "aZ_9k".charAt(random.nextInt(5));
            case 's' -> " \t\r\n\f".charAt(random.nextInt(5));
            case 'D', 'W' -> " -;\u00e9".charAt(random.nextInt(4));
            case 'S' -> "x-1\u00e9".charAt(random.nextInt(4));
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case '1', '2', '3', 'b', 'B' -> '\uFFFF';
            default -> c;
        };
    }

    private int repeats() {
        if (at >= pattern.length()) {
            return 1;
        }
        int repeats = switch (pattern.charAt(at)) {
            case '?' -> random.nextInt(2);
            case '*' -> random.nextInt(REPEATS_MAX);
            case '+' -> 1 + random.nextInt(REPEATS_MAX);
            case '{' -> counted();
            default -> -1;
        };
        if (repeats < 0) {
            return 1;
        }
        at = pattern.charAt(at) == '{' ? pattern.indexOf('}', at) + 1 : at + 1;
        if (at < pattern.length() && "?+".indexOf(pattern.charAt(at)) >= 0) {
            at++;
        }
        return repeats;
    }

    private int counted() {
        String[] ends = pattern.substring(at + 1, pattern.indexOf('}', at)).split(",", -1);
        int least = Integer.parseInt(ends[0]);
        int most = ends.length == 1 ? least : ends[1].isEmpty() ? least + REPEATS_MAX : Integer.parseInt(ends[1]);
        return least + random.nextInt(Math.min(most - least, REPEATS_MAX) + 1);
    }
}

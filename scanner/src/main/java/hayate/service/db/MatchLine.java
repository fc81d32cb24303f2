package hayate.service.db;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** One {@code match} or {@code softmatch} line. The pattern is compiled when it is first needed; any thread may use it. */
final class MatchLine {
    private final boolean soft;
    private final String service;
    private final String regex;
    private final int flags;
    private final Map<Character, VersionField> fields;
    private final List<VersionField> cpes;
    /** The byte that a match must begin with, or -1 if several may. */
    private final int firstByte;

    private volatile Pattern compiled;

    MatchLine(
            boolean soft,
            String service,
            String regex,
            int flags,
            Map<Character, VersionField> fields,
            List<VersionField> cpes) {
        this.soft = soft;
        this.service = service;
        this.regex = regex;
        this.flags = flags;
        this.fields = Map.copyOf(fields);
        this.cpes = List.copyOf(cpes);
        this.firstByte = firstByte(regex, flags);
    }

    /** Of a pattern that begins with {@code ^} and an ordinary character, that character. */
    private static int firstByte(String regex, int flags) {
        if (regex.length() < 3 || regex.charAt(0) != '^' || (flags & Pattern.CASE_INSENSITIVE) != 0) {
            return -1;
        }
        char first = regex.charAt(1);
        char next = regex.charAt(2);
        boolean ordinary = Character.isLetterOrDigit(first) || " <-_@%:;,#!=/".indexOf(first) >= 0;
        boolean alternatives = regex.indexOf('|') >= 0;
        return ordinary && !alternatives && "?*{+".indexOf(next) < 0 ? first : -1;
    }

    boolean isSoft() {
        return soft;
    }

    String service() {
        return service;
    }

    /** The pattern, for tests. */
    Pattern pattern() {
        if (compiled == null) {
            compiled = Pattern.compile(regex, flags | Pattern.UNIX_LINES);
        }
        return compiled;
    }

    /** Whether it compiles and cannot match nothing at all. */
    void check() throws PatternSyntaxException {
        if (pattern().matcher("").find()) {
            throw new PatternSyntaxException("matches the empty answer", regex, 0);
        }
    }

    /** What an answer says, if it matches. */
    Optional<ServiceMatch> match(BoundedText answer) {
        answer.refill();
        if (answer.length() == 0 || (firstByte >= 0 && answer.charAt(0) != firstByte)) {
            return Optional.empty();
        }
        try {
            Matcher matcher = pattern().matcher(answer);
            return matcher.find() ? Optional.of(fill(matcher)) : Optional.empty();
        } catch (BoundedText.TooLong | StackOverflowError e) {
            return Optional.empty();
        }
    }

    private ServiceMatch fill(Matcher matcher) {
        Map<Character, String> platforms = new LinkedHashMap<>();
        for (VersionField cpe : cpes) {
            cpe.fill(matcher).filter(name -> name.length() > 5).ifPresent(name -> platforms.put(name.charAt(5), name));
        }
        return new ServiceMatch(
                soft,
                service,
                field('p', matcher),
                field('v', matcher),
                field('i', matcher),
                field('h', matcher),
                field('o', matcher),
                field('d', matcher),
                new ArrayList<>(platforms.values()));
    }

    private String field(char name, Matcher matcher) {
        VersionField field = fields.get(name);
        return field == null ? "" : field.fill(matcher).orElse("");
    }
}

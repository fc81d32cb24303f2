package hayate.service.db;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
    private final boolean anchored;

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
        this.anchored = RequiredLiterals.isAnchored(regex);
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

    /** Texts that a matching answer holds, in lower case. */
    List<String> literals() {
        return RequiredLiterals.of(regex);
    }

    /** What an answer says, if it matches. */
    Optional<ServiceMatch> match(BoundedText answer) {
        if (answer.length() == 0 || !answer.refill()) {
            return Optional.empty();
        }
        try {
            Matcher matcher = pattern().matcher(answer);
            boolean matches = anchored ? matcher.lookingAt() : matcher.find();
            return matches ? Optional.of(fill(matcher)) : Optional.empty();
        } catch (BoundedText.TooLong | StackOverflowError e) {
            return Optional.empty();
        }
    }

    private ServiceMatch fill(Matcher matcher) {
        Map<Character, String> platforms = new TreeMap<>();
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

package hayate.service;

import hayate.report.ScriptReport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An answer in HTTP (RFC 9112), or the beginning of one: what its head and its title say. Lines are looked for by their ends and
 * not by regular expressions, because hostile answers are read here too: four kilobytes cost some microseconds.
 */
final class HttpAnswer {
    private static final int VALUE_MAX = 200;
    private static final int TITLE_MAX = 400;
    private static final int TITLE_TAG_MAX = 80;
    private static final String TITLE_TAG = "<title";
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}[^\r\n]{0,60})");
    private static final Pattern HTML = Pattern.compile("(?i)(?:text/html|application/xhtml).*");
    private static final Pattern HEAD_ENDS = Pattern.compile("(?i)</head|<body");
    private static final Predicate<String> CHUNKED = "chunked"::equalsIgnoreCase;
    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

    private final String status;
    private final String head;
    private final boolean headEnds;
    private final String body;
    /** How much of the body has come. */
    private final int bodyBytes;
    /** Whether the body is in characters, and not a character for each byte. */
    private final boolean wide;

    private HttpAnswer(String status, String text) {
        this.status = status;
        int end = headEnd(text);
        this.headEnds = end >= 0;
        this.head = headEnds ? text.substring(0, end) : text;
        String raw = headEnds ? text.substring(text.indexOf('\n', end + 1) + 1) : "";
        this.bodyBytes = raw.length();
        boolean chunked = header("transfer-encoding").filter(CHUNKED).isPresent();
        String page = chunked ? PageText.unchunked(raw) : raw;
        page = PageText.unpacked(page, header("content-encoding").orElse(""));
        this.body = PageText.narrowed(page, contentType());
        this.wide = body.length() != page.length();
    }

    private HttpAnswer(HttpAnswer answer, String body) {
        this.status = answer.status;
        this.head = answer.head;
        this.headEnds = answer.headEnds;
        this.bodyBytes = body.length();
        this.body = PageText.narrowed(body, contentType());
        this.wide = this.body.length() != bodyBytes;
    }

    /** The same answer with another body, out of its chunks and not compressed. */
    HttpAnswer withBody(String other) {
        return new HttpAnswer(this, other);
    }

    /** An answer as one; empty if it is none. */
    static Optional<HttpAnswer> of(byte[] answer, int lengthBytes) {
        if (lengthBytes == 0 || answer[0] != 'H') {
            return Optional.empty();
        }
        String text = new String(answer, 0, lengthBytes, StandardCharsets.ISO_8859_1);
        Matcher status = STATUS.matcher(text);
        return status.lookingAt() ? Optional.of(new HttpAnswer(status.group(1), text)) : Optional.empty();
    }

    /** Where the end of the line stands that an empty one follows, or -1. */
    private static int headEnd(String text) {
        int end = text.indexOf('\n');
        while (end >= 0 && !text.startsWith("\n", end + 1) && !text.startsWith("\r\n", end + 1)) {
            end = text.indexOf('\n', end + 1);
        }
        return end;
    }

    /** Title, server, redirect. */
    List<ScriptReport> evidence() {
        List<ScriptReport> found = new ArrayList<>();
        header("server").ifPresent(server -> found.add(new ScriptReport("http-server-header", Evidence.clean(server))));
        String page = header("location")
                .map(to -> "Did not follow redirect to " + Evidence.clean(to))
                .or(() -> title().map(Evidence::clean))
                .orElseGet(() -> "Site doesn't have a title (" + Evidence.clean(status) + ").");
        found.add(new ScriptReport("http-title", page));
        return found;
    }

    /**
     * Whether the head is cut off, or the page, which should have a title, ends before that (RFC 9112, section 6: by its length,
     * or when the connection closes).
     */
    boolean isUnfinished() {
        if (!headEnds) {
            return true;
        }
        return isHtml() && title().isEmpty() && header("location").isEmpty() && bodyBytes < bodyBytesMax();
    }

    /** The same for one of which no more is read: a status line without an end is no beginning of a page. */
    boolean isCut() {
        return head.indexOf('\n') >= 0 && isUnfinished();
    }

    /** Where the page says that its icon is. */
    Optional<String> icon() {
        return IconLink.of(body);
    }

    /** Whether the link to the icon may stand in what has not come yet: the head of the page has not ended. */
    boolean isIconToCome() {
        return isHtml()
                && icon().isEmpty()
                && !HEAD_ENDS.matcher(body).find()
                && header("location").isEmpty()
                && bodyBytes < bodyBytesMax();
    }

    /** Whether it says no more than that the request was none. */
    boolean isRefusal() {
        return status.startsWith("400");
    }

    boolean isOk() {
        return status.startsWith("200");
    }

    private boolean isHtml() {
        return header("content-type")
                .filter(type -> HTML.matcher(type).matches())
                .isPresent();
    }

    private long bodyBytesMax() {
        return header("content-length")
                .filter(length -> LENGTH.matcher(length).matches())
                .map(Long::parseLong)
                .orElse(Long.MAX_VALUE);
    }

    private String contentType() {
        return header("content-type").orElse("");
    }

    /** What a field of the head says, if anything; its beginning if it says much. */
    Optional<String> header(String lowerCaseName) {
        int nameLength = lowerCaseName.length();
        for (int at = head.indexOf('\n') + 1; at > 0; at = head.indexOf('\n', at) + 1) {
            if (head.regionMatches(true, at, lowerCaseName, 0, nameLength) && head.startsWith(":", at + nameLength)) {
                int end = head.indexOf('\n', at);
                String value = head.substring(at + nameLength + 1, end < 0 ? head.length() : end)
                        .strip();
                return Optional.of(value.substring(0, Math.min(VALUE_MAX, value.length())))
                        .filter(text -> !text.isEmpty());
            }
        }
        return Optional.empty();
    }

    /** What stands in the first title of the page, up to the next tag. */
    private Optional<String> title() {
        int start = 0;
        for (int at = body.indexOf('<'); at >= 0; at = body.indexOf('<', at + 1)) {
            if (body.regionMatches(true, at, TITLE_TAG, 0, TITLE_TAG.length())) {
                start = start > at ? start : body.indexOf('>', at) + 1;
                if (start == 0) {
                    return Optional.empty();
                }
                if (start - at <= TITLE_TAG.length() + TITLE_TAG_MAX) {
                    int end = body.indexOf('<', start);
                    int most = Math.min(body.length(), start + TITLE_MAX);
                    String title = body.substring(start, end < 0 ? most : Math.min(end, most));
                    return Optional.of(wide ? title : PageText.decoded(title, contentType(), body));
                }
            }
        }
        return Optional.empty();
    }
}

package hayate.service;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a page that came as bytes: out of its chunks (RFC 9112, 7.1), and by its characters as browsers find them (HTML,
 * 13.2.3): its byte order mark, what its head says, what the page itself says, UTF-8 if it can be that, else Latin 1. The page
 * may be cut off anywhere.
 */
final class PageText {
    private static final int CHARACTER_BYTES_MAX = 4;
    private static final Pattern CHARSET = Pattern.compile("(?i)charset\\s{0,3}=\\s{0,3}[\"']?([A-Za-z0-9_.:-]{2,30})");
    private static final Pattern SIZE = Pattern.compile("([0-9A-Fa-f]{1,7})[ \t]{0,9}(?:;[^\r\n]{0,200})?\r?\n");

    private PageText() {}

    /** What stands in the chunks, as far as they have come; the text itself where there are none. */
    static String unchunked(String text) {
        StringBuilder whole = new StringBuilder();
        Matcher size = SIZE.matcher(text);
        int at = 0;
        while (size.region(at, text.length()).lookingAt()) {
            int length = Integer.parseInt(size.group(1), 16);
            int end = Math.min(text.length(), size.end() + length);
            whole.append(text, size.end(), end);
            at = text.startsWith("\r\n", end) ? end + 2 : end;
            if (length == 0) {
                break;
            }
        }
        return at == 0 ? text : whole.toString();
    }

    /**
     * Characters of bytes.
     *
     * @param bytes a character each
     * @param contentType what the head says of them
     */
    static String decoded(String bytes, String contentType) {
        if (bytes.chars().allMatch(c -> c != 0 && c < 0x80)) {
            return bytes;
        }
        ByteBuffer raw = StandardCharsets.ISO_8859_1.encode(bytes);
        if (bytes.startsWith("\u00fe\u00ff") || bytes.startsWith("\u00ff\u00fe")) {
            return StandardCharsets.UTF_16.decode(raw).toString();
        }
        Optional<Charset> named = named(contentType)
                .or(() -> named(bytes).filter(own -> !own.name().startsWith("UTF-16")));
        return named.filter(own -> !own.equals(StandardCharsets.UTF_8))
                .map(own -> own.decode(raw).toString())
                .or(() -> utf8(raw))
                .orElse(bytes);
    }

    private static Optional<Charset> named(String text) {
        Matcher name = CHARSET.matcher(text);
        try {
            return name.find() && Charset.isSupported(name.group(1).toLowerCase(Locale.ROOT))
                    ? Optional.of(Charset.forName(name.group(1)))
                    : Optional.empty();
        } catch (IllegalCharsetNameException e) {
            return Optional.empty();
        }
    }

    /** As UTF-8, but for a last character that is cut off. */
    private static Optional<String> utf8(ByteBuffer raw) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
        for (int cut = 0; cut < Math.min(CHARACTER_BYTES_MAX, raw.limit()); cut++) {
            try {
                return Optional.of(
                        decoder.decode(raw.slice(0, raw.limit() - cut)).toString());
            } catch (CharacterCodingException e) {
                decoder.reset();
            }
        }
        return Optional.empty();
    }
}

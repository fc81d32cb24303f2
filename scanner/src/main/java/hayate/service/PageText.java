package hayate.service;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * The text of a page that came as bytes: out of its chunks (RFC 9112, 7.1), unpacked, and by its characters as browsers find them (HTML,
 * 13.2.3): its byte order mark, what its head says, what the page itself says, UTF-8 if it can be that, else Latin 1. The page
 * may be cut off anywhere.
 */
final class PageText {
    private static final Pattern CHARSET = Pattern.compile("(?i)charset\\s{0,3}=\\s{0,3}[\"']?([A-Za-z0-9_.:-]{2,30})");
    private static final Pattern SIZE = Pattern.compile("([0-9A-Fa-f]{1,7})[ \t]{0,9}(?:;[^\r\n]{0,200})?\r?\n");

    private static final int UNPACKED_MAX = 16_384;

    private PageText() {}

    /**
     * What stands in a page that was compressed although nobody asked for it (RFC 9110, 8.4.1), as far as it has come and up to
     * {@value #UNPACKED_MAX} bytes; a page of any other encoding, or that is not what its head says, as it is.
     */
    static String unpacked(String page, String encoding) {
        byte[] packed = page.getBytes(StandardCharsets.ISO_8859_1);
        try (InputStream stream = switch (encoding.toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip" -> new GZIPInputStream(new ByteArrayInputStream(packed));
            case "deflate" -> new InflaterInputStream(new ByteArrayInputStream(packed));
            default -> InputStream.nullInputStream();
        }) {
            String text = begun(stream);
            return text.isEmpty() ? page : text;
        } catch (IOException e) {
            return page;
        }
    }

    /** What can be read of it before it ends or breaks. */
    private static String begun(InputStream stream) {
        byte[] bytes = new byte[UNPACKED_MAX];
        int length = 0;
        try {
            int more = stream.read(bytes);
            while (more > 0) {
                length += more;
                more = stream.read(bytes, length, bytes.length - length);
            }
        } catch (IOException e) {
            // The rest has not come.
        }
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

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

    /** A page in the two bytes a character of UTF-16; any other as it is, since its tags can be read so. */
    static String narrowed(String page, String contentType) {
        boolean marked = page.startsWith("\u00fe\u00ff") || page.startsWith("\u00ff\u00fe");
        Optional<Charset> wide = marked
                ? Optional.of(StandardCharsets.UTF_16)
                : named(contentType).filter(PageText::isWide);
        return wide.map(own ->
                        own.decode(StandardCharsets.ISO_8859_1.encode(page)).toString())
                .orElse(page);
    }

    private static boolean isWide(Charset charset) {
        return charset.name().startsWith("UTF-16");
    }

    /**
     * Characters of some of the bytes of a page that is not wide.
     *
     * @param bytes a character each
     * @param contentType what the head says of them
     */
    static String decoded(String bytes, String contentType, String page) {
        if (isPlain(bytes)) {
            return bytes;
        }
        ByteBuffer raw = StandardCharsets.ISO_8859_1.encode(bytes);
        Optional<Charset> named = named(contentType).or(() -> named(page)).filter(own -> !isWide(own));
        return named.filter(own -> !own.equals(StandardCharsets.UTF_8))
                .map(own -> own.decode(raw).toString())
                .or(() -> utf8(raw))
                .orElse(bytes);
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
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
        CharBuffer text = CharBuffer.allocate(raw.remaining());
        boolean malformed = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .decode(raw.duplicate(), text, false)
                .isError();
        return malformed ? Optional.empty() : Optional.of(text.flip().toString());
    }
}

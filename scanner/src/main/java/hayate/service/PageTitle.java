package hayate.service;

import hayate.report.ScriptReport;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * One more request for a page whose title, or whose server, stands behind the first four kilobytes. Of the body its beginning is
 * kept, where a page says what its characters are (HTML, 13.2.3.2), and the title; {@value #PAGE_MAX} bytes are read at most.
 */
final class PageTitle extends HttpErrand {
    private static final int PAGE_MAX = 64 << 10;

    private final TitleReader reader;

    PageTitle(ServiceTarget target) {
        this(target, new TitleReader());
    }

    private PageTitle(ServiceTarget target, TitleReader reader) {
        super(target, "/", reader::read);
        this.reader = reader;
    }

    /** Keeps the beginning of a page and what stands from its first title on. */
    private static final class TitleReader {
        private static final int BEGINNING_BYTES = 1024;
        private static final int KEPT_BYTES = 512;
        private static final String TAG = "<title";

        private final StringBuilder kept = new StringBuilder();
        private int matched;
        private int leftBytes = -1;
        private int readBytes;

        void read(ByteBuffer more) {
            readBytes += more.remaining();
            while (more.hasRemaining() && leftBytes != 0) {
                add((char) (more.get() & 0xFF));
            }
            more.position(more.limit());
        }

        private void add(char c) {
            if (leftBytes > 0) {
                kept.append(c);
                leftBytes--;
                return;
            }
            if (kept.length() < BEGINNING_BYTES) {
                kept.append(c);
            }
            char lower = c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
            matched = lower == TAG.charAt(matched) ? matched + 1 : lower == '<' ? 1 : 0;
            if (matched == TAG.length()) {
                kept.append('\n').append(TAG);
                leftBytes = KEPT_BYTES;
            }
        }
    }

    @Override
    boolean isEnough() {
        return reader.leftBytes == 0
                || reader.readBytes > PAGE_MAX
                || answer().head().isPresent() && !isReadable(answer().head().get());
    }

    private static boolean isReadable(HttpAnswer head) {
        return head.header("content-encoding").isEmpty();
    }

    /** Nothing where this says no more than was known. */
    @Override
    public List<ScriptReport> evidence() {
        Optional<HttpAnswer> page = answer().head().map(head -> head.withBody(reader.kept.toString()));
        return page.map(HttpAnswer::evidence).orElse(List.of());
    }
}

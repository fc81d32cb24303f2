package hayate.plan;

import java.io.IOException;
import java.io.InputStream;

/**
 * Cuts a stream into words. Words are separated by space, tab, CR, LF and NUL; {@code #} starts a comment that lasts to
 * the end of the line. Words are handed over as bytes of the read buffer: ten million lines make no garbage. A word
 * longer than {@link #WORD_LENGTH_MAX} bytes is refused, so that memory stays bounded whatever the file holds.
 */
final class TokenReader {
    /** Bytes in a word, at most. */
    static final int WORD_LENGTH_MAX = 1024;

    private static final int BUFFER_LENGTH = 1 << 16;
    private static final int NOT_IN_WORD = -1;

    /** Takes the words. */
    @FunctionalInterface
    interface Sink {
        /**
         * Takes one word.
         *
         * @param bytes valid during the call only
         * @param from the word's first byte
         * @param to the end of the word, exclusive
         * @param line the line it stands in, from 1
         */
        void onWord(byte[] bytes, int from, int to, long line);
    }

    private final InputStream in;
    private final String sourceName;
    private final Sink sink;
    private final byte[] buffer = new byte[BUFFER_LENGTH];
    private long line = 1;
    private boolean inComment;

    /** @param sourceName what error messages call the stream */
    TokenReader(InputStream in, String sourceName, Sink sink) {
        this.in = in;
        this.sourceName = sourceName;
        this.sink = sink;
    }

    /** Reads to the end of the stream. */
    void readAll() throws IOException {
        int wordFrom = NOT_IN_WORD;
        int filled = skipByteOrderMark();
        int scanFrom = 0;
        while (true) {
            wordFrom = scan(scanFrom, filled, wordFrom);
            int carried = wordFrom == NOT_IN_WORD ? 0 : filled - wordFrom;
            if (carried > WORD_LENGTH_MAX) {
                refuseLongWord(wordFrom);
            }
            if (carried > 0) {
                System.arraycopy(buffer, wordFrom, buffer, 0, carried);
                wordFrom = 0;
            }
            int read = in.read(buffer, carried, buffer.length - carried);
            if (read < 0) {
                if (carried > 0) {
                    sink.onWord(buffer, 0, carried, line);
                }
                return;
            }
            scanFrom = carried;
            filled = carried + read;
        }
    }

    /** Scans the bytes and returns where the word begun but not ended starts, or {@link #NOT_IN_WORD}. */
    private int scan(int from, int to, int wordFromBefore) {
        int wordFrom = wordFromBefore;
        for (int i = from; i < to; i++) {
            byte b = buffer[i];
            if (b != '#' && !isSeparator(b)) {
                if (wordFrom == NOT_IN_WORD && !inComment) {
                    wordFrom = i;
                }
                continue;
            }
            if (wordFrom != NOT_IN_WORD) {
                endWord(wordFrom, i);
                wordFrom = NOT_IN_WORD;
            }
            inComment |= b == '#';
            if (b == '\n') {
                line++;
                inComment = false;
            }
        }
        return wordFrom;
    }

    private void endWord(int from, int to) {
        if (to - from > WORD_LENGTH_MAX) {
            refuseLongWord(from);
        }
        sink.onWord(buffer, from, to, line);
    }

    private void refuseLongWord(int from) {
        throw new PlanException(sourceName + ":" + line + ": a word of more than " + WORD_LENGTH_MAX + " bytes, "
                + Words.quote(buffer, from, from + WORD_LENGTH_MAX)
                + "; targets are separated by spaces, tabs or line ends");
    }

    private static boolean isSeparator(byte b) {
        return b <= ' ' && (b == ' ' || b == '\n' || b == '\r' || b == '\t' || b == 0);
    }

    /** Editors on Windows begin UTF-8 files with EF BB BF. Returns how many bytes are in the buffer. */
    private int skipByteOrderMark() throws IOException {
        int filled = in.readNBytes(buffer, 0, 3);
        boolean mark = filled == 3 && buffer[0] == (byte) 0xEF && buffer[1] == (byte) 0xBB && buffer[2] == (byte) 0xBF;
        return mark ? 0 : filled;
    }
}

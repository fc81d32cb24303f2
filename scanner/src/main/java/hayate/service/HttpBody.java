package hayate.service;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A whole answer in HTTP (RFC 9112) as it comes: the head is kept, the body is handed on without what frames it. Its end is
 * told by its length, by the last chunk, or by the end of the connection. Memory: the head, {@value #HEAD_MAX} bytes at most.
 */
final class HttpBody {
    private static final int HEAD_MAX = 8192;
    private static final int CHUNK_LINE_MAX = 200;
    private static final Pattern LENGTH = Pattern.compile("\\d{1,9}");
    private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,7})[ \t]*(?:;.*)?");

    private enum State {
        HEAD,
        LENGTH,
        UNTIL_CLOSED,
        CHUNK_LINE,
        CHUNK,
        CHUNK_END,
        DONE,
        FAILED
    }

    private final Consumer<ByteBuffer> body;
    private final StringBuilder line = new StringBuilder();
    private Optional<HttpAnswer> head = Optional.empty();
    private State state = State.HEAD;
    private long leftBytes;

    HttpBody(Consumer<ByteBuffer> body) {
        this.body = body;
    }

    /** The head, once all of it has come. */
    Optional<HttpAnswer> head() {
        return head;
    }

    boolean isDone() {
        return state == State.DONE;
    }

    boolean isFailed() {
        return state == State.FAILED;
    }

    /** The peer has closed in good order. */
    void end() {
        state = state == State.UNTIL_CLOSED || state == State.DONE ? State.DONE : State.FAILED;
    }

    /** More has come. */
    void add(ByteBuffer more) {
        while (more.hasRemaining() && state != State.DONE && state != State.FAILED) {
            switch (state) {
                case HEAD -> addToHead((char) (more.get() & 0xFF));
                case UNTIL_CLOSED -> body.accept(more);
                case LENGTH -> pass(more, State.DONE);
                case CHUNK -> pass(more, State.CHUNK_END);
                default -> addToChunkLine((char) (more.get() & 0xFF));
            }
        }
    }

    private void addToHead(char c) {
        line.append(c);
        boolean over = c == '\n' && endsWith("\n\n", "\n\r\n");
        if (over) {
            begin();
        } else if (line.length() == HEAD_MAX) {
            state = State.FAILED;
        }
    }

    private boolean endsWith(String... ends) {
        for (String end : ends) {
            if (line.length() >= end.length()
                    && line.substring(line.length() - end.length()).equals(end)) {
                return true;
            }
        }
        return false;
    }

    private void begin() {
        byte[] text = line.toString().getBytes(StandardCharsets.ISO_8859_1);
        line.setLength(0);
        head = HttpAnswer.of(text, text.length);
        Optional<String> length = head.flatMap(answer -> answer.header("content-length"));
        String coding =
                head.flatMap(answer -> answer.header("transfer-encoding")).orElse("");
        if (head.isEmpty()
                || !coding.isEmpty() && !coding.toLowerCase(Locale.ROOT).equals("chunked")) {
            state = State.FAILED;
        } else if (!coding.isEmpty()) {
            state = State.CHUNK_LINE;
        } else if (length.isPresent()) {
            leftBytes = LENGTH.matcher(length.get()).matches() ? Long.parseLong(length.get()) : -1;
            state = leftBytes > 0 ? State.LENGTH : leftBytes == 0 ? State.DONE : State.FAILED;
        } else {
            state = State.UNTIL_CLOSED;
        }
    }

    /** Hands on what belongs to the body. */
    private void pass(ByteBuffer more, State next) {
        int taken = (int) Math.min(leftBytes, more.remaining());
        int end = more.limit();
        more.limit(more.position() + taken);
        body.accept(more);
        more.limit(end);
        leftBytes -= taken;
        state = leftBytes == 0 ? next : state;
    }

    /** The line between two chunks: how long the next is, or nothing but an end of line. */
    private void addToChunkLine(char c) {
        if (c != '\n') {
            line.append(c);
            state = line.length() > CHUNK_LINE_MAX ? State.FAILED : state;
            return;
        }
        String text = line.toString().strip();
        line.setLength(0);
        if (state == State.CHUNK_END) {
            state = text.isEmpty() ? State.CHUNK_LINE : State.FAILED;
            return;
        }
        var size = CHUNK.matcher(text);
        if (!size.matches()) {
            state = State.FAILED;
            return;
        }
        leftBytes = Long.parseLong(size.group(1), 16);
        state = leftBytes == 0 ? State.DONE : State.CHUNK;
    }
}

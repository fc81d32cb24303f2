package hayate.service;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/** One GET, whose body is read as it comes and not kept. */
abstract class HttpErrand implements Errand {
    private final ServiceTarget target;
    private final String path;
    private final HttpBody answer;
    private boolean said;

    /**
     * @param path on this host, printable
     * @param reader of the body
     */
    HttpErrand(ServiceTarget target, String path, Consumer<ByteBuffer> reader) {
        this.target = target;
        this.path = path;
        this.answer = new HttpBody(reader);
    }

    /** Whether no more of the body is wanted. */
    abstract boolean isEnough();

    final HttpBody answer() {
        return answer;
    }

    @Override
    public final Optional<Consumer<ByteBuffer>> sink() {
        return Optional.of(answer::add);
    }

    @Override
    public final void onEnd() {
        answer.end();
    }

    @Override
    public final Move next(byte[] kept, int lengthBytes) {
        if (!said) {
            said = true;
            return new Move(Kind.SAY, HttpRequest.get(target, path).getBytes(StandardCharsets.ISO_8859_1));
        }
        return answer.isDone() || answer.isFailed() || isEnough() ? Move.DONE : Move.WAIT;
    }
}

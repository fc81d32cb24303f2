package hayate.service;

import hayate.report.ScriptReport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One request for the icon of a site, and its hash. What is no icon has none: another status than 200, a page, nothing at all,
 * more than {@value #ICON_MAX} bytes, a body that was compressed unasked or cut off.
 */
final class Favicon implements Errand {
    /** Icons of several sizes in one file are the largest: 256 × 256 points alone are 270 KB. */
    private static final int ICON_MAX = 512 << 10;

    private final ServiceTarget target;
    private final String path;
    private final IconHash hash = new IconHash();
    private final HttpBody answer = new HttpBody(hash::add);
    private boolean said;

    /** @param path of the icon on this host, printable */
    Favicon(ServiceTarget target, String path) {
        this.target = target;
        this.path = path;
    }

    @Override
    public Optional<Consumer<ByteBuffer>> sink() {
        return Optional.of(answer::add);
    }

    @Override
    public void onEnd() {
        answer.end();
    }

    @Override
    public Move next(byte[] kept, int lengthBytes) {
        if (!said) {
            said = true;
            return new Move(Kind.SAY, HttpRequest.get(target, path).getBytes(StandardCharsets.ISO_8859_1));
        }
        boolean over = answer.isDone()
                || answer.isFailed()
                || hash.iconBytes() > ICON_MAX
                || answer.head().isPresent() && !isIcon(answer.head().get());
        return over ? Move.DONE : Move.WAIT;
    }

    private static boolean isIcon(HttpAnswer head) {
        String type = head.header("content-type").orElse("").toLowerCase(Locale.ROOT);
        String coding = head.header("content-encoding").orElse("identity").toLowerCase(Locale.ROOT);
        return head.isOk() && !type.startsWith("text/html") && coding.equals("identity");
    }

    @Override
    public List<ScriptReport> evidence() {
        boolean whole = answer.isDone() && hash.iconBytes() > 0 && hash.iconBytes() <= ICON_MAX;
        if (!whole || !answer.head().filter(Favicon::isIcon).isPresent()) {
            return List.of();
        }
        long bytes = hash.iconBytes();
        return List.of(new ScriptReport("http-favicon", "mmh3:" + hash.end() + " (" + bytes + " bytes, " + path + ")"));
    }
}

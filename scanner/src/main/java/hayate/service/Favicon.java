package hayate.service;

import hayate.report.ScriptReport;
import java.util.List;
import java.util.Locale;

/**
 * One request for the icon of a site, and its hash. What is no icon has none: another status than 200, a page, nothing at all,
 * more than {@value #ICON_MAX} bytes, a body that was compressed unasked or cut off.
 */
final class Favicon extends HttpErrand {
    /** Icons of several sizes in one file are the largest: 256 × 256 points alone are 270 KB. */
    private static final int ICON_MAX = 512 << 10;

    private final String path;
    private final IconHash hash;

    /** @param path of the icon on this host, printable */
    Favicon(ServiceTarget target, String path) {
        this(target, path, new IconHash());
    }

    private Favicon(ServiceTarget target, String path, IconHash hash) {
        super(target, path, hash::add);
        this.path = path;
        this.hash = hash;
    }

    @Override
    boolean isEnough() {
        return hash.iconBytes() > ICON_MAX
                || answer().head().isPresent() && !isIcon(answer().head().get());
    }

    private static boolean isIcon(HttpAnswer head) {
        String type = head.header("content-type").orElse("").toLowerCase(Locale.ROOT);
        String coding = head.header("content-encoding").orElse("identity").toLowerCase(Locale.ROOT);
        return head.isOk() && !type.startsWith("text/html") && coding.equals("identity");
    }

    @Override
    public List<ScriptReport> evidence() {
        boolean whole = answer().isDone() && hash.iconBytes() > 0 && hash.iconBytes() <= ICON_MAX;
        if (!whole || !answer().head().filter(Favicon::isIcon).isPresent()) {
            return List.of();
        }
        long bytes = hash.iconBytes();
        return List.of(new ScriptReport("http-favicon", "mmh3:" + hash.end() + " (" + bytes + " bytes, " + path + ")"));
    }
}

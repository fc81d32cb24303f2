package hayate.service;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page says that its icon is (HTML, 4.6.7.8): the first link of relation {@code icon} that leads to this host. Hostile
 * pages are read here too, so {@value #TAGS_MAX} links are looked at, and {@value #TAG_MAX} characters of each.
 */
final class IconLink {
    /** Where it is if the page does not say. */
    static final String USUAL = "/favicon.ico";

    private static final String TAG = "<link";
    private static final int TAG_MAX = 400;
    private static final int TAGS_MAX = 50;
    private static final Pattern ATTRIBUTE = Pattern.compile(
            "([A-Za-z]{1,20})\\s{0,9}=\\s{0,9}(?:\"([^\"]{0,300})\"|'([^']{0,300})'|([^\\s\"'>]{1,300}))");
    private static final Pattern PATH = Pattern.compile("/[!-~]{0,255}");
    private static final Pattern SCHEME = Pattern.compile("(?i)[a-z][a-z0-9+.-]{0,20}:.*");

    private IconLink() {}

    /** The path of the icon, if the page names one that can be asked of this host. */
    static Optional<String> of(String page) {
        int tags = 0;
        for (int at = page.indexOf('<'); at >= 0 && tags < TAGS_MAX; at = page.indexOf('<', at + 1)) {
            if (page.regionMatches(true, at, TAG, 0, TAG.length())) {
                tags++;
                int end = page.indexOf('>', at);
                if (end < 0) {
                    return Optional.empty();
                }
                Optional<String> path = icon(page.substring(at + TAG.length(), Math.min(end, at + TAG_MAX)));
                if (path.isPresent()) {
                    return path;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> icon(String attributes) {
        String relation = "";
        String address = "";
        Matcher each = ATTRIBUTE.matcher(attributes);
        while (each.find()) {
            String value =
                    each.group(2) != null ? each.group(2) : each.group(3) != null ? each.group(3) : each.group(4);
            switch (each.group(1).toLowerCase(Locale.ROOT)) {
                case "rel" -> relation = value;
                case "href" -> address = value;
                default -> {}
            }
        }
        boolean icon = (" " + relation.toLowerCase(Locale.ROOT).replaceAll("\\s", " ") + " ").contains(" icon ");
        return icon ? path(address.strip().replace("&amp;", "&")) : Optional.empty();
    }

    /** Relative to the root, which is what was asked for; other hosts were not asked to be. */
    private static Optional<String> path(String address) {
        if (address.isEmpty()
                || address.startsWith("//")
                || SCHEME.matcher(address).matches()) {
            return Optional.empty();
        }
        int fragment = address.indexOf('#');
        String own = fragment < 0 ? address : address.substring(0, fragment);
        String path = own.startsWith("/") ? own : "/" + (own.startsWith("./") ? own.substring(2) : own);
        return Optional.of(path).filter(text -> PATH.matcher(text).matches());
    }
}

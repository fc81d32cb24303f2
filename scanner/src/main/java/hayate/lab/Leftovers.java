package hayate.lab;

import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds and removes the worlds of processes that were killed before they could. */
final class Leftovers {
    static final String PREFIX = "hy";
    static final String SCAN_SUFFIX = "-scan";
    static final String FAR_SUFFIX = "-net";

    private static final Pattern NAME = Pattern.compile(PREFIX + "([1-9]\\d{0,9})x\\d+(?:-scan|-net)");

    private Leftovers() {}

    /** Removes every namespace with a name of ours whose process lives no more. */
    static void remove() {
        String listing = Tool.run(List.of("ip", "netns", "list"));
        listing.lines()
                .map(line -> line.split("\\s", 2)[0])
                .filter(Leftovers::isOrphan)
                .forEach(Leftovers::removeNamespace);
    }

    private static boolean isOrphan(String name) {
        OptionalLong owner = ownerOf(name);
        return owner.isPresent() && ProcessHandle.of(owner.getAsLong()).isEmpty();
    }

    /** The process that made a namespace, if its name is one of ours. */
    static OptionalLong ownerOf(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }

    /** Removes a namespace; one that is gone already is no failure. */
    static void removeNamespace(String name) {
        Tool.attempt(List.of("ip", "netns", "del", name), "");
    }
}

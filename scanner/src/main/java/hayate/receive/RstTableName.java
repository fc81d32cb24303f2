package hayate.receive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a rule table says whose it is: {@code hayate_<pid>_<start time>_<pid namespace>}. A process id alone may
 * be used again, and one of another container means nothing here.
 *
 * @param pid process id
 * @param startTicks start time in clock ticks since boot, field 22 of /proc/pid/stat (proc(5))
 * @param pidNamespace inode of the pid namespace in which {@code pid} counts
 */
record RstTableName(long pid, long startTicks, long pidNamespace) {
    private static final Pattern NAME = Pattern.compile("hayate_(\\d{1,10})_(\\d{1,18})_(\\d{1,18})");
    private static final Pattern INODE = Pattern.compile(".*\\[(\\d{1,18})\\]");
    private static final int FIELDS_TO_START_TIME = 19;

    /** Of this process. */
    static RstTableName own() {
        long pid = ProcessHandle.current().pid();
        return new RstTableName(pid, startTicks(pid), namespace("pid"));
    }

    static Optional<RstTableName> parse(String text) {
        Matcher match = NAME.matcher(text);
        return match.matches()
                ? Optional.of(new RstTableName(
                        Long.parseLong(match.group(1)), Long.parseLong(match.group(2)), Long.parseLong(match.group(3))))
                : Optional.empty();
    }

    /** Whether its process is known to have ended: false for processes that cannot be seen from here. */
    boolean isOrphan() {
        return pidNamespace == namespace("pid") && startTicks(pid) != startTicks;
    }

    String text() {
        return "hayate_" + pid + "_" + startTicks + "_" + pidNamespace;
    }

    /** The inode of a namespace of the calling thread, 0 if unknown. */
    static long namespace(String kind) {
        try {
            Path link = Files.readSymbolicLink(Path.of("/proc/thread-self/ns/" + kind));
            Matcher match = INODE.matcher(link.toString());
            return match.matches() ? Long.parseLong(match.group(1)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** 0 if there is no such process. The name in parentheses may hold anything, so fields count from its end. */
    private static long startTicks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Long.parseLong(fields[FIELDS_TO_START_TIME]);
        } catch (IOException e) {
            return 0;
        }
    }
}

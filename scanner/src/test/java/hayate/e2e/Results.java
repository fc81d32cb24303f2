package hayate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A scan into three files and a checkpoint, and what must be in them at its end, however often it was cut off. */
final class Results {
    private static final Pattern LIST = Pattern.compile("(open|closed|filtered) tcp (\\d+) ([0-9.]+) \\d{10}");
    private static final Pattern GREPABLE =
            Pattern.compile("Host: ([0-9.]+) \\(\\)\tPorts: (\\d+)/(open|closed|filtered)/tcp//[\\w-]*///");

    private final Path folder;

    Results(Path folder) {
        this.folder = folder;
    }

    Path json() {
        return folder.resolve("out.json");
    }

    Path list() {
        return folder.resolve("out.list");
    }

    Path grepable() {
        return folder.resolve("out.gnmap");
    }

    Path checkpoint() {
        return folder.resolve("scan.checkpoint");
    }

    /** The arguments that write them, after {@code arguments}. */
    Object[] arguments(Object... arguments) {
        List<Object> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--states", "all", "-oJ", json(), "-oL", list(), "-oG", grepable(), "--checkpoint", checkpoint()));
        return all.toArray();
    }

    /** Each file parses, and has each of {@code verdicts} ({@code 10.0.0.1:80 open}) once and nothing else. */
    void assertExactly(Collection<String> verdicts, String description) {
        assertThat(Found.parse(read(json())))
                .as(description)
                .extracting(found -> found.target() + " " + found.state())
                .containsExactlyInAnyOrderElementsOf(verdicts);
        List<String> list = read(list()).lines().toList();
        assertThat(list.get(0)).as(description).isEqualTo("#masscan");
        assertThat(list.get(list.size() - 1)).as(description).isEqualTo("# end");
        assertThat(records(list.subList(1, list.size() - 1), LIST, new int[] {3, 2, 1}))
                .as(description)
                .containsExactlyInAnyOrderElementsOf(verdicts);
        List<String> grepable = read(grepable()).lines().toList();
        assertThat(grepable.get(0)).as(description).startsWith("# hayate ").contains("initiated");
        assertThat(grepable.get(grepable.size() - 1)).as(description).startsWith("# hayate done at ");
        assertThat(records(grepable.subList(1, grepable.size() - 1), GREPABLE, new int[] {1, 2, 3}))
                .as(description)
                .containsExactlyInAnyOrderElementsOf(verdicts);
    }

    private static List<String> records(List<String> lines, Pattern pattern, int[] groups) {
        List<String> records = new ArrayList<>();
        for (String line : lines) {
            Matcher match = pattern.matcher(line);
            assertThat(match.matches()).as("record: " + line).isTrue();
            records.add(match.group(groups[0]) + ":" + match.group(groups[1]) + " " + match.group(groups[2]));
        }
        return records;
    }

    /** Bytes in the JSON file so far. */
    long jsonBytes() {
        return json().toFile().length();
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

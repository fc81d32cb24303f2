package hayate.service.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hayate.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every pattern of the built-in file, and of the user's nmap if there is one, against libpcre2 (through {@code pcre2test}) on
 * answers made from the pattern: the same matches with the same groups. And what our prefilter rules out matches nothing.
 */
class PatternsAgainstPcreTest {
    private static final Path TOOL = Path.of("/usr/bin/pcre2test");
    private static final Path FOREIGN = Path.of("/usr/share/nmap/nmap-service-probes");
    private static final int SUBJECTS = Integer.getInteger("hayate.pcre.subjects", 2);
    private static final String GAVE_UP = "too many steps";
    private static final Pattern MATCH = Pattern.compile("match(?:soft)? |softmatch ");

    private static final Pattern GROUP = Pattern.compile(" {0,2}\\d+: ");

    private final long seed = Seeds.seed();
    private final Random random = new Random(seed);

    @TempDir
    Path folder;

    /** A line of the file: its pattern as written, its flags, and what we made of it. */
    private record Written(String pattern, String flags, MatchLine line) {}

    @Test
    void shouldReadOurOwnPatternsAsPerlDoes() throws Exception {
        Path own = folder.resolve("own");
        try (var in = ServiceDatabase.class.getResourceAsStream("/hayate/service/service-probes")) {
            Files.copy(in, own);
        }
        compare(own, 100);
    }

    @Test
    void shouldReadForeignPatternsAsPerlDoes() throws Exception {
        assumeTrue(Files.isReadable(FOREIGN), "no nmap installed");
        compare(FOREIGN, 10_000);
    }

    private void compare(Path file, int linesMin) throws Exception {
        assumeTrue(Files.isExecutable(TOOL), "no pcre2test (package pcre2-utils) installed");
        List<Written> lines = lines(file);
        assertThat(lines).hasSizeGreaterThan(linesMin);
        List<String> subjects = new ArrayList<>();
        StringBuilder input = new StringBuilder();
        for (Written written : lines) {
            input.append('/').append(hex(written.pattern())).append("/hex");
            input.append(written.flags().contains("s") ? ",dotall" : "");
            input.append(written.flags().contains("i") ? ",caseless" : "").append('\n');
            for (int i = 0; i < SUBJECTS; i++) {
                String subject = RegexSubjects.make(written.line().pattern().pattern(), random);
                subjects.add(subject);
                input.append("    ").append(escaped(subject)).append("\\=no_jit\n");
            }
            input.append('\n');
        }
        List<String> theirs = answers(input.toString());
        assertThat(theirs).as("answers of pcre2test").hasSize(subjects.size());
        List<String> wrong = new ArrayList<>();
        GramIndex prefilter = new GramIndex(lines.stream().map(Written::line).toList());
        int matches = 0;
        int gaveUp = 0;
        for (int i = 0; i < subjects.size(); i++) {
            Written written = lines.get(i / SUBJECTS);
            String ours = ours(written.line(), subjects.get(i), prefilter, i / SUBJECTS);
            matches += ours.startsWith(" 0:") ? 1 : 0;
            gaveUp += ours.equals(GAVE_UP) ? 1 : 0;
            if (!ours.equals(theirs.get(i)) && !ours.equals(GAVE_UP)) {
                wrong.add(written.pattern() + "\n on " + escaped(subjects.get(i)) + "\n ours " + ours + "\n theirs "
                        + theirs.get(i));
            }
        }
        assertThat(wrong).as("seed " + seed).isEmpty();
        assertThat(matches).as("subjects that match, seed " + seed).isGreaterThan(subjects.size() / 2);
        assertThat(gaveUp)
                .as("subjects that cost too many steps, seed " + seed)
                .isLessThan(subjects.size() / 1_000 + 2);
    }

    private static List<Written> lines(Path file) throws IOException {
        List<Written> written = new ArrayList<>();
        for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
            Matcher start = MATCH.matcher(line);
            if (start.lookingAt()) {
                int open = line.indexOf(" m", start.end()) + 2;
                int close = line.indexOf(line.charAt(open), open + 1);
                String flags = line.substring(close + 1).split(" ", 2)[0];
                String one = "Probe TCP NULL q||\n" + line + "\n";
                MatchLine ours = new ProbeFileReader(file.toString())
                        .read(new java.io.BufferedReader(new java.io.StringReader(one)))
                        .nullProbe()
                        .lines()
                        .get(0);
                written.add(new Written(line.substring(open + 1, close), flags, ours));
            }
        }
        return written;
    }

    private List<String> answers(String input) throws Exception {
        Path in = folder.resolve("in");
        Path out = folder.resolve("out");
        Files.writeString(in, input, StandardCharsets.ISO_8859_1);
        Process process = new ProcessBuilder(TOOL.toString(), "-q", in.toString(), out.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assumeTrue(process.waitFor(60, TimeUnit.SECONDS), "pcre2test takes too long");
        List<String> answers = new ArrayList<>();
        StringBuilder answer = null;
        for (String line : Files.readAllLines(out, StandardCharsets.ISO_8859_1)) {
            if (line.startsWith("    ")) {
                answer = new StringBuilder();
            } else if (line.startsWith("No match")) {
                answers.add("No match");
                answer = null;
            } else if (GROUP.matcher(line).lookingAt() && answer != null) {
                if (answer.length() == 0) {
                    answers.add("");
                }
                answer.append(line).append('\n');
                answers.set(answers.size() - 1, answer.toString());
            } else if (line.startsWith("Failed")) {
                answers.add(line);
                answer = null;
            }
        }
        return answers;
    }

    /** As pcre2test prints it: groups up to the last that took part. */
    private static String ours(MatchLine line, String subject, GramIndex prefilter, int number) {
        byte[] bytes = subject.getBytes(StandardCharsets.ISO_8859_1);
        BoundedText text = new BoundedText(bytes, bytes.length, StepBudget.ofPort());
        Matcher matcher = line.pattern().matcher(text);
        boolean found;
        try {
            found = text.refill() && matcher.find();
        } catch (BoundedText.TooLong | StackOverflowError e) {
            return GAVE_UP;
        }
        if (found) {
            assertThat(prefilter.next(number, new AnswerGrams(bytes, bytes.length)))
                    .as("prefilter of " + line.pattern())
                    .isEqualTo(number);
            if (RequiredLiterals.isAnchored(line.pattern().pattern())) {
                assertThat(matcher.start()).as(line.pattern().pattern()).isZero();
            }
        }
        if (!found) {
            return "No match";
        }
        StringBuilder printed = new StringBuilder();
        int last = matcher.groupCount();
        while (last > 0 && matcher.group(last) == null) {
            last--;
        }
        for (int group = 0; group <= last; group++) {
            String value = matcher.group(group);
            printed.append(String.format("%2d: ", group))
                    .append(value == null ? "<unset>" : printed(value))
                    .append('\n');
        }
        return printed.toString();
    }

    private static String printed(String value) {
        StringBuilder text = new StringBuilder();
        value.chars()
                .forEach(c ->
                        text.append(c >= ' ' && c < 0x7F ? String.valueOf((char) c) : String.format("\\x%02x", c)));
        return text.toString();
    }

    private static String escaped(String subject) {
        StringBuilder text = new StringBuilder();
        subject.chars().forEach(c -> text.append(String.format("\\x%02x", c)));
        return text.toString();
    }

    private static String hex(String pattern) {
        StringBuilder text = new StringBuilder();
        pattern.chars().forEach(c -> text.append(String.format("%02x", c)));
        return text.toString();
    }
}

package hayate.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The help: plain text in resources, so that printing it loads nothing else. */
final class HelpText {
    /** The topics of {@code hayate help TOPIC}. */
    static final List<String> TOPICS = List.of("targets", "hosts", "rates", "output", "resume", "exit-codes");

    private static final String USAGE = "usage";

    private HelpText() {}

    /** The option reference. */
    static String usage() {
        return read(USAGE);
    }

    /**
     * One topic.
     *
     * @throws UsageException if there is none of this name
     */
    static String topic(String name) {
        if (!TOPICS.contains(name)) {
            String meant = UnknownOption.nearest(name, TOPICS);
            throw new UsageException("help has no topic " + Quote.token(name)
                    + (meant == null ? ": " + String.join(", ", TOPICS) : ": did you mean " + meant + "?"));
        }
        return read(name);
    }

    private static String read(String name) {
        try (InputStream in = HelpText.class.getResourceAsStream("help/" + name + ".txt")) {
            if (in == null) {
                throw new IllegalStateException("no help text " + name + " in this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

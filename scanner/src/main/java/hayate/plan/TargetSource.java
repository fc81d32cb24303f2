package hayate.plan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Where target words come from: the command line, files, and standard input, which can be read only once. */
final class TargetSource {
    private static final String STDIN = "-";

    private final InputStream stdin;
    private boolean stdinUsed;

    TargetSource(InputStream stdin) {
        this.stdin = stdin;
    }

    /** Parses a word of the command line, in which spaces and line ends separate too. */
    static void parseWord(String word, TargetParser parser) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > TokenReader.WORD_LENGTH_MAX * 64) {
            throw new PlanException("target " + Words.quote(word) + ": too long; put targets into a file for -iL");
        }
        int from = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == ' ' || bytes[i] == '\t' || bytes[i] == '\n' || bytes[i] == '\r') {
                if (i > from) {
                    parser.parse(bytes, from, i);
                }
                from = i + 1;
            }
        }
    }

    /**
     * Parses all words of a file.
     *
     * @param file its name, {@code -} for standard input
     * @throws PlanException if it cannot be read or has a word that is no target; the message names file and line
     */
    void parseFile(String file, TargetParser parser) {
        if (file.equals(STDIN)) {
            if (stdinUsed) {
                throw new PlanException("standard input (-) can be read only once; use a file for the other list");
            }
            stdinUsed = true;
            parseStream(stdin, "standard input", parser);
            return;
        }
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            parseStream(in, file, parser);
        } catch (IOException | InvalidPathException e) {
            throw unreadable(file, e);
        }
    }

    private static void parseStream(InputStream in, String name, TargetParser parser) {
        try {
            new TokenReader(in, name, (bytes, from, to, line) -> {
                        try {
                            parser.parse(bytes, from, to);
                        } catch (PlanException e) {
                            throw new PlanException(name + ":" + line + ": " + e.getMessage(), e);
                        }
                    })
                    .readAll();
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private static PlanException unreadable(String file, Exception e) {
        String reason = e instanceof NoSuchFileException
                ? "no such file"
                : e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
        return new PlanException("cannot read " + file + ": " + reason, e);
    }
}

package hayate.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Removes what a laboratory wrote for itself. */
final class TemporaryFiles {
    private TemporaryFiles() {}

    /** Deletes a directory and all it holds; null is nothing to delete. */
    static void delete(Path directory) throws IOException {
        if (directory != null) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}

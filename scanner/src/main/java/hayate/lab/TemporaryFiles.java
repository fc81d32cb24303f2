package hayate.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Makes and removes what a laboratory writes for itself. */
final class TemporaryFiles {
    private TemporaryFiles() {}

    /** A new, empty directory. */
    static Path directory(String name) {
        try {
            return Files.createTempDirectory("hayate-" + name);
        } catch (IOException e) {
            throw new LabException("a directory for temporary files: " + e.getMessage());
        }
    }

    /** Deletes a directory and all it holds. */
    static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            return; // it is gone, as it should be
        } catch (IOException e) {
            throw new LabException(directory + ": " + e.getMessage());
        }
    }
}

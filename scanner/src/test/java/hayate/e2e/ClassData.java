package hayate.e2e;

import hayate.cli.Training;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * A class-data archive of the program under test, made once per test JVM: these tests start it some two hundred times, and
 * every start from it takes half the processor time. An archive takes classes from jars only, so the folders of the class
 * path are packed first.
 */
final class ClassData {
    private static final ClassData MADE = make();

    private final String classPath;
    private final List<String> flags;

    private ClassData(String classPath, List<String> flags) {
        this.classPath = classPath;
        this.flags = flags;
    }

    /** The class path that the archive was made from; any other would make the JVM ignore it. */
    static String classPath() {
        return MADE.classPath;
    }

    /** What makes a JVM use it, without a word on what of it does not fit; nothing where it could not be made. */
    static List<String> flags() {
        return MADE.flags;
    }

    private static ClassData make() {
        try {
            Path folder = Files.createTempDirectory("hayate-class-data");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            String classPath = packed(folder, System.getProperty("java.class.path"));
            Path archive = folder.resolve("archive");
            // In a network of its own: loopback, which is all that it scans.
            List<String> command = new ArrayList<>(
                    List.of("unshare", "--net", "sh", "-c", "ip link set lo up; cd \"$0\" && exec \"$@\""));
            command.add(folder.toString());
            command.addAll(Hayate.jvm(classPath, List.of("-XX:ArchiveClassesAtExit=" + archive)));
            command.addAll(List.of(
                    Training.class.getName(),
                    "127.0.0.0/30 -n -p 1-50 --backend packet --states all -oJ found",
                    "127.0.0.1 -n -p 1-50 -v -oA report"));
            boolean made = ends(command) && Files.exists(archive);
            return new ClassData(
                    classPath, made ? List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable") : List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A machine that is too busy for it goes without. */
    private static boolean ends(List<String> command) {
        try {
            Shell.attempt(command, Map.of());
            return true;
        } catch (IllegalStateException e) {
            System.err.println("no class data: " + e.getMessage());
            return false;
        }
    }

    private static String packed(Path folder, String classPath) {
        ToolProvider jar = ToolProvider.findFirst("jar").orElseThrow();
        List<String> packed = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            if (!Files.isDirectory(Path.of(entry))) {
                packed.add(entry);
            } else if (!entry.endsWith("test-classes")) {
                Path file = folder.resolve(packed.size() + ".jar");
                jar.run(System.out, System.err, "--create", "--file=" + file, "--no-compress", "-C", entry, ".");
                packed.add(file.toString());
            }
        }
        return String.join(File.pathSeparator, packed);
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            // Temporary files, at the end of the JVM: nobody is left to be told.
            return;
        }
    }
}

package hayate.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The lists that the user gives in place of the built-in ones: each by an option of its own, or both from a folder in which
 * they have the names that nmap gives them. They are read where they lie, and nothing of them is kept.
 */
final class DataFiles {
    private static final String SERVICE_PROBES = "nmap-service-probes";
    private static final String SERVICES = "nmap-services";

    private DataFiles() {}

    /** The service-probes file for {@code -sV}, if not the built-in one. */
    static Optional<Path> serviceProbes(ParsedOptions options) {
        Optional<Path> named = options.value(CliOption.VERSION_DB).map(name -> readable(CliOption.VERSION_DB, name));
        if (named.isPresent() || !options.has(CliOption.DATA_DIR)) {
            return named;
        }
        Optional<Path> probes = inFolder(options, SERVICE_PROBES);
        if (probes.isEmpty()) {
            throw new UsageException(folder(options) + ": no file " + SERVICE_PROBES
                    + " in it that can be read, which -sV" + " needs; --servicedb FILE takes a list of services alone");
        }
        return probes;
    }

    /** The list that ports are named and ranked by, if not the built-in one. */
    static Optional<Path> services(ParsedOptions options) {
        Optional<Path> named = options.value(CliOption.SERVICE_DB).map(name -> readable(CliOption.SERVICE_DB, name));
        return named.isPresent() ? named : inFolder(options, SERVICES);
    }

    /** Refuses, before anything is read, a folder that has neither and a list that cannot be read. */
    static void check(ParsedOptions options) {
        if (options.has(CliOption.DATA_DIR)
                && inFolder(options, SERVICE_PROBES).isEmpty()
                && inFolder(options, SERVICES).isEmpty()) {
            throw new UsageException(folder(options) + ": no folder with a file " + SERVICE_PROBES + " or " + SERVICES
                    + " that can be read");
        }
        services(options);
    }

    private static Optional<Path> inFolder(ParsedOptions options, String name) {
        return options.value(CliOption.DATA_DIR)
                .map(folder -> Path.of(folder).resolve(name))
                .filter(DataFiles::isReadable);
    }

    private static String folder(ParsedOptions options) {
        return CliOption.DATA_DIR.primaryName() + " "
                + Quote.token(options.value(CliOption.DATA_DIR).orElseThrow());
    }

    private static Path readable(CliOption option, String name) {
        Path file = Path.of(name);
        if (!isReadable(file)) {
            throw new UsageException(option.primaryName() + " " + Quote.token(name) + ": no file that can be read");
        }
        return file;
    }

    private static boolean isReadable(Path file) {
        return Files.isReadable(file) && !Files.isDirectory(file);
    }
}

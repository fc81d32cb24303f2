package hayate.lab;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * This program as a command: the same virtual machine, options and class path, so that a laboratory runs exactly what
 * its user runs. {@code ip netns exec} becomes the command by exec, so the process started is the virtual machine.
 */
final class Self {
    private static final String FALLBACK_MAIN = "hayate.cli.Main";

    private Self() {}

    /** The scanner with these arguments. */
    static List<String> scanner(List<String> arguments) {
        List<String> command = machine();
        String started = System.getProperty("sun.java.command", "").split(" ", 2)[0];
        if (started.toLowerCase(Locale.ROOT).endsWith(".jar")) {
            command.addAll(List.of("-jar", started));
        } else {
            command.addAll(List.of("-cp", System.getProperty("java.class.path")));
            command.add(started.startsWith("hayate.cli.") ? started : FALLBACK_MAIN);
        }
        command.addAll(arguments);
        return command;
    }

    /** Another main class of the same program. */
    static List<String> main(Class<?> main, List<String> arguments) {
        List<String> command = machine();
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return command;
    }

    private static List<String> machine() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (isShareable(option)) {
                command.add(option);
            }
        }
        return command;
    }

    /** Agents, debuggers and options that write an archive belong to one process. */
    private static boolean isShareable(String option) {
        return !option.startsWith("-javaagent")
                && !option.startsWith("-agentlib")
                && !option.startsWith("-agentpath")
                && !option.startsWith("-Xlog")
                && !option.startsWith("-XX:ArchiveClassesAtExit")
                && !option.startsWith("-XX:+AutoCreateSharedArchive")
                && !option.startsWith("-XX:AOTCacheOutput")
                && !option.startsWith("-XX:AOTMode");
    }
}

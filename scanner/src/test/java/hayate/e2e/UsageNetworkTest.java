package hayate.e2e;

import static hayate.e2e.TestWorld.FAR;
import static hayate.e2e.TestWorld.NEAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hayate.e2e.Hayate.Outcome;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What cannot be done is told in one line, with an exit code, before any packet leaves or any file is touched. */
@Tag("network")
@Execution(ExecutionMode.CONCURRENT)
class UsageNetworkTest {
    @TempDir
    Path folder;

    @Test
    void shouldRefuseInOneLineAndSendNothing() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious.json"), "precious");
        List<List<Object>> wrong = List.of(
                List.of("10.0.0.300", "-p", 80),
                List.of("10.0.0.1", "-p", 70000),
                List.of("10.0.0.1", "-p", 80, "--rate", "fast"),
                List.of("10.0.0.1", "-p", 80, "--frobnicate"),
                List.of("10.0.0.1", "-p", 80, "-sU"),
                List.of("10.0.0.1", "-p", 80, "--shard", "1/3"),
                List.of("10.0.0.1", "-p", 80, "-e", "nonesuch"),
                List.of("10.0.0.1", "-p", 80, "--source-ip", "10.77.0.1"),
                List.of("10.0.0.1", "-p", 80, "-iL", folder.resolve("missing")),
                List.of("10.0.0.1", "-p", 80, "--exclude", "10.0.0.1"),
                List.of("172.16.0.1", "-p", 80),
                List.of("::1", "-p", 80),
                List.of("--resume", folder.resolve("missing")),
                List.of("10.0.0.1", "-p", 80, "-oL", folder.resolve("no/such/folder/list")));
        try (TestWorld world = TestWorld.veth().countSyns()) {
            for (List<Object> arguments : wrong) {
                List<Object> all = new ArrayList<>(arguments);
                if (!arguments.contains("--resume")) {
                    all.addAll(List.of("-oJ", precious));
                }
                Outcome outcome = Hayate.run(world, NEAR, all.toArray());
                assertThat(outcome.exitCode())
                        .as(arguments + ": " + outcome.err())
                        .isEqualTo(2);
                assertThat(outcome.errorLines()).as(arguments.toString()).hasSize(1);
                assertThat(outcome.err()).startsWith("hayate: ");
                assertThat(outcome.out()).isEmpty();
            }
            assertThat(precious).hasContent("precious");
            assertThat(world.arrived(FAR)).isZero();
        }
    }

    @Test
    void shouldTellWhoeverLacksThePrivilegeToUseSudo() throws IOException {
        assumeTrue(Shell.has("setpriv"), "no setpriv");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        String classPath = readableByAll(System.getProperty("java.class.path"));
        Path output = folder.resolve("out.json");
        try (TestWorld world = TestWorld.veth().countSyns()) {
            List<String> command = new ArrayList<>(List.of(
                    "ip",
                    "netns",
                    "exec",
                    world.namespace(NEAR),
                    "setpriv",
                    "--reuid=65534",
                    "--regid=65534",
                    "--clear-groups",
                    "--inh-caps=-all"));
            command.addAll(Hayate.java(classPath, "10.0.0.1", "-sS", "-p", "80", "-oJ", output));
            Outcome outcome = Hayate.start(command, null).await();
            assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(77);
            assertThat(outcome.errorLines()).hasSize(1).first().asString().contains("sudo hayate 10.0.0.1 -sS -p 80");
            assertThat(output).doesNotExist();
            assertThat(world.arrived(FAR)).isZero();
        }
    }

    /** The class path copied to where nobody may read it: the local repository is often root's own. */
    private String readableByAll(String classPath) throws IOException {
        List<String> copies = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            Path from = Path.of(entry);
            Path to = folder.resolve("cp" + copies.size() + "-" + from.getFileName());
            copy(from, to);
            copies.add(to.toString());
        }
        return String.join(File.pathSeparator, copies);
    }

    private static void copy(Path from, Path to) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = Files.isDirectory(from)
                        ? to.resolve(from.relativize(file).toString())
                        : to;
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}

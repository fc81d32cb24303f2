package hayate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Help, manual page, completions and guide tell of the same options, all of them and no others. */
class OptionModelTest {
    @TempDir
    Path folder;

    private static Set<String> allNames() {
        return Arrays.stream(CliOption.values())
                .flatMap(option -> option.names().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void shouldExplainEveryOptionInTheHelpAndNoOther() {
        Set<String> entries = OptionHelp.sections().stream()
                .flatMap(section -> section.entries().stream())
                .flatMap(entry -> entry.names().stream())
                .collect(Collectors.toSet());
        assertThat(allNames()).containsAll(entries);
        assertThat(CliOption.values())
                .allMatch(option -> option.names().stream().anyMatch(entries::contains));
        assertThat(OptionHelp.names(HelpText.usage())).containsAll(allNames());
        assertThat(OptionHelp.textOf(CliOption.EXCLUDE, OptionHelp.sections()))
                .isEqualTo("never touch these, separated by commas; repeatable");
    }

    @Test
    void shouldNameEveryOptionInTheManualPage() {
        String page = ManPage.text();
        String plain = page.replace("\\-", "-");
        for (String name : allNames()) {
            assertThat(OptionHelp.names(plain)).as(name).contains(name);
        }
        for (String topic : HelpText.TOPICS) {
            String title = HelpText.topic(topic).lines().findFirst().orElseThrow();
            assertThat(plain).contains(".SH " + title);
        }
        assertThat(page.lines()).noneMatch(line -> line.matches("['.](?!\\\\\"|TH |SH |SS |TP|B |BR |nf|fi).*"));
    }

    @Test
    void shouldTellOfEveryOptionInTheUserGuide() throws IOException {
        String guide = Files.readString(Path.of(System.getProperty("hayate.basedir"), "docs/user-guide.md"));
        List<String> named = OptionHelp.names(guide);
        assertThat(CliOption.values())
                .as("in the user guide")
                .allMatch(option ->
                        option.names().stream().anyMatch(name -> named.contains(name) || guide.contains("`" + name)));
    }

    @Test
    void shouldCompleteInBash() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash");
        for (String name : allNames()) {
            assertThat(ShellCompletion.bash(Main.COMMANDS)).contains(name);
        }
        assertThat(completed("hayate", "--max-ra"))
                .contains("--max-rate")
                .allMatch(name -> name.startsWith("--max-ra"));
        assertThat(completed("hayate", "--backend", "p")).containsExactly("packet", "pcap");
        assertThat(completed("hayate", "--backend", "=", "x")).containsExactly("xdp");
        assertThat(completed("hayate", "help", "")).containsExactlyElementsOf(HelpText.TOPICS);
        assertThat(completed("hayate", "d")).containsExactly("demo", "diff");
        assertThat(completed("hayate", "-oJ", "--")).isEmpty();
    }

    private List<String> completed(String... words) throws IOException, InterruptedException {
        Path script = Files.writeString(folder.resolve("hayate.bash"), ShellCompletion.bash(Main.COMMANDS));
        String line = Stream.of(words).map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        Process bash = new ProcessBuilder(
                        "/bin/bash",
                        "-c",
                        ". " + script + "; COMP_WORDS=(" + line + "); COMP_CWORD=" + (words.length - 1)
                                + "; _hayate; printf '%s\\n' \"${COMPREPLY[@]}\"")
                .redirectErrorStream(true)
                .start();
        String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(out).isZero();
        return out.lines().filter(word -> !word.isEmpty()).toList();
    }

    @Test
    void shouldCompleteInZsh() throws Exception {
        String script = ShellCompletion.zsh(Main.COMMANDS);
        for (String name : allNames()) {
            assertThat(script).contains(name);
        }
        assumeTrue(Files.isExecutable(Path.of("/bin/zsh")), "no zsh");
        Path file = Files.writeString(folder.resolve("_hayate"), script);
        Process zsh = new ProcessBuilder("/bin/zsh", "-n", file.toString())
                .redirectErrorStream(true)
                .start();
        String out = new String(zsh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(zsh.waitFor()).as(out).isZero();
        assertThat(out).isEmpty();
    }
}

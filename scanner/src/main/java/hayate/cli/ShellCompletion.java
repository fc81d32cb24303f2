package hayate.cli;

import hayate.cli.CliOption.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Scripts that complete the command line in bash and in zsh, made from the options and what the help says of them. */
final class ShellCompletion {
    private static final Map<CliOption, String> WORDS = Map.of(
            CliOption.BACKEND, "auto xdp packet ip pcap connect",
            CliOption.TCP_OPTIONS, "os mss",
            CliOption.TEMPLATE, "0 1 2 3 4 5 paranoid sneaky polite normal aggressive insane",
            CliOption.FORMAT, "json masscan-json",
            CliOption.STATES, "open closed filtered all");

    private ShellCompletion() {}

    /** For bash: {@code . <(hayate completion bash)}. */
    static String bash(List<String> commands) {
        StringBuilder script = new StringBuilder("# bash completion of hayate:  . <(hayate completion bash)\n");
        script.append("_hayate() {\n")
                .append("    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n")
                .append("    if [ \"$before\" = = ]; then\n        before=${COMP_WORDS[COMP_CWORD-2]}\n    fi\n")
                .append("    if [ \"$word\" = = ]; then\n        word=\n    fi\n")
                .append("    COMPREPLY=()\n    case $before in\n");
        script.append(bashCase("help", wordReply(String.join(" ", HelpText.TOPICS))));
        script.append(bashCase("completion", wordReply("bash zsh")));
        for (CliOption option : CliOption.values()) {
            if (option.takesValue()) {
                script.append(bashCase(String.join("|", option.names()), bashValues(option)));
            }
        }
        script.append("    esac\n    case $word in\n        -*) ")
                .append(wordReply(String.join(" ", allNames())))
                .append(" ;;\n        *)\n            [ \"$COMP_CWORD\" -ne 1 ] || ")
                .append(wordReply(String.join(" ", commands)))
                .append(" ;;\n    esac\n}\n");
        return script.append("complete -o bashdefault -o default -F _hayate hayate\n")
                .toString();
    }

    private static String bashCase(String pattern, String body) {
        return "        " + pattern + ") " + body + (body.isEmpty() ? "" : "; ") + "return ;;\n";
    }

    private static String bashValues(CliOption option) {
        if (WORDS.containsKey(option)) {
            return wordReply(WORDS.get(option));
        }
        return option == CliOption.INTERFACE ? wordReply("$(cd /sys/class/net && echo *)") : "";
    }

    private static String wordReply(String words) {
        return "mapfile -t COMPREPLY < <(compgen -W \"" + words + "\" -- \"$word\")";
    }

    private static List<String> allNames() {
        return Arrays.stream(CliOption.values())
                .flatMap(option -> option.names().stream())
                .toList();
    }

    /** For zsh: a file {@code _hayate} in a folder of {@code $fpath}. */
    static String zsh(List<String> commands) {
        List<OptionHelp.Section> sections = OptionHelp.sections();
        StringBuilder script =
                new StringBuilder("#compdef hayate\n# zsh completion of hayate: as _hayate in a folder of"
                        + " $fpath, or  eval \"$(hayate completion zsh)\"\n_hayate() {\n");
        script.append("    if (( CURRENT == 2 )) && [[ $PREFIX != -* ]]; then\n        compadd -- ")
                .append(String.join(" ", commands))
                .append("\n    fi\n    if (( CURRENT == 3 )) && [[ $words[2] == help ]]; then\n        compadd -- ")
                .append(String.join(" ", HelpText.TOPICS))
                .append("\n        return\n    fi\n    _arguments -s -S");
        for (CliOption option : CliOption.values()) {
            for (String name : option.names()) {
                script.append(" \\\n        ").append(zshSpec(option, name, OptionHelp.textOf(option, sections)));
            }
        }
        return script.append(" \\\n        '*:target:_hosts'\n}\nif [ \"$funcstack[1]\" = _hayate ]; then\n"
                        + "    _hayate \"$@\"\nelse\n    compdef _hayate hayate\nfi\n")
                .toString();
    }

    private static String zshSpec(CliOption option, String name, String text) {
        List<String> spec = new ArrayList<>();
        boolean repeats = option.kind() == Kind.LIST || option.kind() == Kind.COUNT;
        String joint = name.startsWith("--") ? "=" : "+";
        spec.add((repeats ? "*" : "") + name + (option.takesValue() ? joint : "") + "[" + escaped(text) + "]");
        if (option.takesValue()) {
            spec.add(escaped(option.accepted()));
            spec.add(zshValues(option));
        }
        return "'" + spec.stream().collect(Collectors.joining(":")).replace("'", "'\\''") + "'";
    }

    private static String zshValues(CliOption option) {
        if (WORDS.containsKey(option)) {
            return "(" + WORDS.get(option) + ")";
        }
        if (option == CliOption.INTERFACE) {
            return "_net_interfaces";
        }
        return option.accepted().contains("file") ? "_files" : "";
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("[", "\\[")
                .replace("]", "\\]")
                .replace(":", "\\:");
    }
}

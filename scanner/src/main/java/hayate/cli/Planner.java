package hayate.cli;

import hayate.plan.NameResolver;
import hayate.plan.Plan;
import hayate.plan.PlanBuilder;
import hayate.plan.PlanRequest;
import hayate.report.OpenPorts;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Hands targets, ports and excludes, as typed, to {@code hayate.plan}. */
final class Planner {
    private final NameResolver resolver;
    private final InputStream stdin;

    /**
     * A planner.
     *
     * @param resolver finds the addresses of host names
     * @param stdin what a file named {@code -} reads
     */
    Planner(NameResolver resolver, InputStream stdin) {
        this.resolver = resolver;
        this.stdin = stdin;
    }

    /**
     * Plans.
     *
     * @param options the command line
     * @param knownNames what host names stand for already, so that a resumed scan keeps its targets; else empty
     */
    Plan plan(ParsedOptions options, Map<String, List<Integer>> knownNames) {
        List<String> targets = new ArrayList<>(options.targets());
        options.values(CliOption.OPEN_FROM).forEach(file -> targets.addAll(openPorts(file)));
        PlanRequest.Builder request = PlanRequest.builder()
                .targets(targets)
                .inputFiles(options.values(CliOption.INPUT_LIST))
                .excludes(options.values(CliOption.EXCLUDE))
                .excludeFiles(options.values(CliOption.EXCLUDE_FILE))
                .fast(options.has(CliOption.FAST))
                .allAddresses(options.has(CliOption.ALL_ADDRESSES))
                .knownNames(knownNames);
        options.value(CliOption.SCOPE).ifPresent(request::scopeFile);
        options.value(CliOption.PORTS).ifPresent(request::ports);
        options.value(CliOption.EXCLUDE_PORTS).ifPresent(request::excludePorts);
        DataFiles.services(options).map(Path::toString).ifPresent(request::servicesFile);
        options.value(CliOption.TOP_PORTS)
                .map(token -> Values.integer(CliOption.TOP_PORTS, token, 1, 0xFFFF))
                .ifPresent(request::topPorts);
        return new PlanBuilder(resolver, stdin).build(request.build());
    }

    private List<String> openPorts(String file) {
        OpenPorts found;
        try {
            found = OpenPorts.read(file, stdin);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--open-from " + e.getMessage());
        }
        if (found.targets().isEmpty()) {
            throw new UsageException("--open-from " + Quote.token(file) + ": no open TCP port of an IPv4 address in it"
                    + (found.others() > 0 ? ", but " + found.others() + " of other kinds" : ""));
        }
        return found.targets();
    }
}

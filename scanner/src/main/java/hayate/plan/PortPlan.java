package hayate.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Which ports the grid has.
 *
 * @param table what is known of ports
 * @param ports the ports
 * @param excluded ports that no target may have
 * @param asked whether the user chose them
 * @param notices one line each
 */
record PortPlan(PortTable table, PortSet ports, PortSet excluded, boolean asked, List<String> notices) {
    private static final int DEFAULT_COUNT = 1000;
    private static final int FAST_COUNT = 100;

    /** The ports of a request: those given, those likeliest, and what is left when some are excluded. */
    static PortPlan of(PlanRequest request) {
        int given = (request.ports().isPresent() ? 1 : 0) + (request.topPorts().isPresent() ? 1 : 0);
        if (request.fast() && given > 0) {
            throw new PlanException("-F stands for the 100 likeliest ports; leave it out, or -p and --top-ports");
        }
        List<String> notices = new ArrayList<>();
        PortTable table =
                request.servicesFile().map(Path::of).map(PortTable::of).orElseGet(PortTable::builtIn);
        BitSet excluded = parse(request.excludePorts().orElse(null), "--exclude-ports", table, new ArrayList<>());
        BitSet ports = parse(request.ports().orElse(null), "-p", table, notices);
        if (request.ports().isEmpty()) {
            ports.set(0, PortSet.PORTS_MAX);
        }
        ports.andNot(excluded);
        if (request.ports().isEmpty() || request.topPorts().isPresent()) {
            int wanted = request.topPorts().orElse(request.fast() ? FAST_COUNT : DEFAULT_COUNT);
            ports = table.likeliest(wanted, ports);
            noteCap(request, wanted, ports.cardinality(), notices);
        }
        return new PortPlan(table, PortSet.of(ports), PortSet.of(excluded), request.fast() || given > 0, notices);
    }

    private static void noteCap(PlanRequest request, int wanted, int found, List<String> notices) {
        if (wanted < 1) {
            throw new PlanException("--top-ports " + wanted + ": give a number of ports, at least 1");
        }
        if (request.topPorts().isPresent() && found < wanted) {
            notices.add("--top-ports " + wanted + ": only " + found + " such ports are known");
        }
    }

    private static BitSet parse(String spec, String option, PortTable table, List<String> notices) {
        return spec == null ? new BitSet() : new PortParser(spec, option, table, notices).parse();
    }
}

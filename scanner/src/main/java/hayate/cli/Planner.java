package hayate.cli;

import hayate.plan.TargetSpace;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns targets, ports and excludes into a space: {@code hayate.plan} behind the little that the command line needs. */
interface Planner {
    /**
     * Plans.
     *
     * @param options the command line
     * @param knownNames what host names stand for already, so that a resumed scan keeps its targets; else empty
     */
    Plan plan(ParsedOptions options, Map<String, List<Integer>> knownNames);

    /** Lists the targets on standard output instead of probing them. */
    void list(ParsedOptions options, Plan plan, Optional<Long> seed);

    /**
     * What came out.
     *
     * @param space what to probe
     * @param resolvedNames the addresses that each host name stands for
     * @param notices what the user should know, a line each
     */
    record Plan(TargetSpace space, Map<String, List<Integer>> resolvedNames, List<String> notices) {}
}

package hayate.plan;

import java.util.List;
import java.util.Map;

/**
 * What will be scanned.
 *
 * @param space the targets
 * @param portTable what is known of ports
 * @param portsAsked whether the user chose ports ({@code -p}, {@code -F}, {@code --top-ports}, {@code ip:port}
 *     targets), so that a listing of targets should show them
 * @param notices one line each, for standard error: what was removed, which names were not found, and the like
 * @param resolvedNames the addresses of every name that was resolved, in the resolver's order; a checkpoint keeps them,
 *     so that a resumed scan does not depend on what DNS says then
 */
public record Plan(
        TargetSpace space,
        PortTable portTable,
        boolean portsAsked,
        List<String> notices,
        Map<String, List<Integer>> resolvedNames) {
    /** Copies the collections. */
    public Plan {
        notices = List.copyOf(notices);
        resolvedNames = Map.copyOf(resolvedNames);
    }
}

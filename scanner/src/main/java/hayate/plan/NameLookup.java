package hayate.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The addresses of host names, each asked once however often it is named. Names are asked for together, so that many of
 * them wait for DNS at the same time.
 */
final class NameLookup {
    private static final int THREADS_MAX = 32;

    private final NameResolver resolver;
    private final Map<String, List<Integer>> known;
    private final Map<String, List<Integer>> used = new LinkedHashMap<>();

    /** @param known names that need not be asked */
    NameLookup(NameResolver resolver, Map<String, List<Integer>> known) {
        this.resolver = resolver;
        this.known = known;
    }

    /** Asks for all names that are not known yet. */
    void lookUp(List<TargetParser.Host> hosts) {
        Set<String> unknown = new LinkedHashSet<>();
        for (TargetParser.Host host : hosts) {
            if (known.containsKey(host.name())) {
                used.put(host.name(), List.copyOf(known.get(host.name())));
            } else if (!used.containsKey(host.name())) {
                unknown.add(host.name());
            }
        }
        if (!unknown.isEmpty()) {
            resolve(List.copyOf(unknown));
        }
    }

    /** The addresses of a name that was looked up, none if it has none. */
    List<Integer> addressesOf(String name) {
        return used.getOrDefault(name, List.of());
    }

    /** Every name that was looked up and found. */
    Map<String, List<Integer>> found() {
        Map<String, List<Integer>> found = new LinkedHashMap<>(used);
        found.values().removeIf(List::isEmpty);
        return found;
    }

    private void resolve(List<String> names) {
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(THREADS_MAX, names.size()), work -> {
            Thread thread = new Thread(work, "hayate-names");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<List<Integer>>> answers = new ArrayList<>();
            for (String name : names) {
                answers.add(pool.submit(() -> List.copyOf(resolver.resolve(name))));
            }
            for (int i = 0; i < names.size(); i++) {
                used.put(names.get(i), answers.get(i).get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlanException("interrupted while resolving host names", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the name resolver failed", e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }
}

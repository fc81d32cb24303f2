package hayate.report;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a comparison remembers of a host: runs of ports of one state, and the services that were asked. A run is two numbers,
 * the first port's key with its state and the last port's key; hosts with the same runs share one array. So a host takes no
 * more than what its file says of it, however many ports a word such as 1-65535 stands for.
 */
final class ComparedHost {
    private static final int STATE_BITS = 4;
    private static final int STATE_MASK = (1 << STATE_BITS) - 1;
    private static final PortState[] STATES = PortState.values();

    private final int[] runs;
    private final Map<Integer, String> services;

    private ComparedHost(int[] runs, Map<Integer, String> services) {
        this.runs = runs;
        this.services = services;
    }

    /** A host that has none. */
    static ComparedHost withoutPorts() {
        return new ComparedHost(new int[0], Map.of());
    }

    /** Makes them, and keeps what they share; one for both sides of a comparison. */
    static final class Pool {
        private static final int ARRAYS_MAX = 100_000;
        private static final int PROTOCOLS_MAX = 255;
        private static final String OTHER_PROTOCOL = "other";

        private final Map<Key, int[]> arrays = new HashMap<>();
        private final Map<String, Integer> numbers = new HashMap<>();
        private final String[] protocols = new String[PROTOCOLS_MAX + 1];

        private record Key(int[] runs) {
            @Override
            public boolean equals(Object other) {
                return other instanceof Key key && Arrays.equals(runs, key.runs);
            }

            @Override
            public int hashCode() {
                return Arrays.hashCode(runs);
            }
        }

        /** What is to be remembered of a host; {@code before} is what the same file has said of it already, or null. */
        ComparedHost of(HostReport host, ComparedHost before) {
            Map<Integer, String> services = new HashMap<>(0);
            int known = before == null ? 0 : before.size();
            long[] ports = new long[known + host.ports().size()];
            int n = 0;
            if (before != null) {
                services.putAll(before.services);
                for (Cursor port = before.ports(); port.next(); n++) {
                    ports[n] = (long) port.key() << Integer.SIZE | (long) n << STATE_BITS | number(port.state());
                }
            }
            for (PortReport port : host.ports()) {
                int key = numberOf(port.protocol()) << Short.SIZE | port.port();
                ports[n] = (long) key << Integer.SIZE | (long) n++ << STATE_BITS | number(port.state());
                String service = serviceOf(port);
                if (!service.isEmpty()) {
                    services.put(key, service);
                }
            }
            Arrays.sort(ports);
            return new ComparedHost(shared(runs(ports)), services.isEmpty() ? Map.of() : services);
        }

        @SuppressWarnings("EnumOrdinal") // packed for this process alone
        private static int number(PortState state) {
            return state.ordinal();
        }

        private int numberOf(String protocol) {
            int number = numbers.size() < PROTOCOLS_MAX
                    ? numbers.computeIfAbsent(protocol, name -> numbers.size())
                    : numbers.getOrDefault(protocol, PROTOCOLS_MAX);
            protocols[number] = number == PROTOCOLS_MAX ? OTHER_PROTOCOL : protocol;
            return number;
        }

        /** Of several words on a port the last counts. */
        private static int[] runs(long[] ports) {
            int[] runs = new int[2 * ports.length];
            int length = 0;
            for (int i = 0; i < ports.length; i++) {
                int key = (int) (ports[i] >>> Integer.SIZE);
                if (i + 1 < ports.length && (int) (ports[i + 1] >>> Integer.SIZE) == key) {
                    continue;
                }
                int state = (int) ports[i] & STATE_MASK;
                boolean goesOn = length > 0 && runs[length - 1] == key - 1 && (runs[length - 2] & STATE_MASK) == state;
                if (goesOn) {
                    runs[length - 1] = key;
                } else {
                    runs[length++] = key << STATE_BITS | state;
                    runs[length++] = key;
                }
            }
            return Arrays.copyOf(runs, length);
        }

        private int[] shared(int[] runs) {
            if (arrays.size() >= ARRAYS_MAX) {
                return arrays.getOrDefault(new Key(runs), runs);
            }
            int[] known = arrays.putIfAbsent(new Key(runs), runs);
            return known == null ? runs : known;
        }

        /** What was found by asking; a name that only the port number speaks for is no finding. */
        private static String serviceOf(PortReport port) {
            Optional<ServiceReport> probed = port.service().filter(ServiceReport::probed);
            return probed.map(service -> String.join(
                                    " ",
                                    (service.tunnel().isEmpty() ? "" : service.tunnel() + "/") + service.name(),
                                    service.product(),
                                    service.version())
                            .strip()
                            .replaceAll(" +", " "))
                    .orElse("");
        }

        /** {@code 22/tcp}. */
        String textOf(int key) {
            return (key & 0xFFFF) + "/" + protocols[key >>> Short.SIZE];
        }
    }

    /** Goes over the ports, by protocol and number. */
    final class Cursor {
        private int run = -2;
        private int key = -1;

        /** Goes to the next port; false after the last. */
        boolean next() {
            if (run < 0 || key == runs[run + 1]) {
                run += 2;
                if (run >= runs.length) {
                    key = Integer.MAX_VALUE;
                    return false;
                }
                key = runs[run] >>> STATE_BITS;
            } else {
                key++;
            }
            return true;
        }

        /** Which port; comparable within a comparison, the largest number after the last. */
        int key() {
            return key;
        }

        PortState state() {
            return STATES[runs[run] & STATE_MASK];
        }

        /** What was found by asking, empty if nothing was. */
        String service() {
            return services.getOrDefault(key, "");
        }

        /** State and service. */
        String text() {
            return service().isEmpty() ? state().label() : state().label() + " " + service();
        }
    }

    Cursor ports() {
        return new Cursor();
    }

    private int size() {
        int size = 0;
        for (int i = 0; i < runs.length; i += 2) {
            size += runs[i + 1] - (runs[i] >>> STATE_BITS) + 1;
        }
        return size;
    }

    /** Whether all is the same, as a glance tells: hosts that are alike share their runs. */
    boolean isLike(ComparedHost other) {
        return runs == other.runs && services.equals(other.services);
    }
}

package hayate.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What to scan, in the words the user gave.
 *
 * @param targets the targets on the command line
 * @param inputFiles files of targets ({@code -iL}); {@code -} is standard input
 * @param excludes the values of {@code --exclude}: comma lists of targets never to be touched
 * @param excludeFiles files of such targets ({@code --excludefile})
 * @param scopeFile file of the only addresses that may be targets ({@code --scope})
 * @param ports the value of {@code -p}
 * @param fast {@code -F}: the 100 likeliest ports
 * @param topPorts {@code --top-ports}: this many of the likeliest ports, within {@code ports} if that is given
 * @param excludePorts the value of {@code --exclude-ports}
 * @param servicesFile {@code --servicedb}: the list of services that ports are ranked and named by, instead of the built-in
 * @param allAddresses {@code --all-addresses}: scan every address of a name, not only the first
 * @param knownNames names whose addresses are known already, from the checkpoint of a resumed scan: these are not
 *     resolved again
 */
public record PlanRequest(
        List<String> targets,
        List<String> inputFiles,
        List<String> excludes,
        List<String> excludeFiles,
        Optional<String> scopeFile,
        Optional<String> ports,
        boolean fast,
        OptionalInt topPorts,
        Optional<String> excludePorts,
        Optional<String> servicesFile,
        boolean allAddresses,
        Map<String, List<Integer>> knownNames) {
    /** Copies the collections. */
    public PlanRequest {
        targets = List.copyOf(targets);
        inputFiles = List.copyOf(inputFiles);
        excludes = List.copyOf(excludes);
        excludeFiles = List.copyOf(excludeFiles);
        knownNames = Map.copyOf(knownNames);
    }

    /** A request for these targets with everything else as when no option is given. */
    public static PlanRequest ofTargets(String... targets) {
        return new Builder().targets(List.of(targets)).build();
    }

    /** Starts a request in which no option is given. */
    public static Builder builder() {
        return new Builder();
    }

    /** Gathers a request option by option; each setter is named after the record's component. */
    public static final class Builder {
        private List<String> targets = List.of();
        private List<String> inputFiles = List.of();
        private List<String> excludes = List.of();
        private List<String> excludeFiles = List.of();
        private Optional<String> scopeFile = Optional.empty();
        private Optional<String> ports = Optional.empty();
        private boolean fast;
        private OptionalInt topPorts = OptionalInt.empty();
        private Optional<String> excludePorts = Optional.empty();
        private Optional<String> servicesFile = Optional.empty();
        private boolean allAddresses;
        private Map<String, List<Integer>> knownNames = Map.of();

        private Builder() {}

        public Builder targets(List<String> value) {
            targets = value;
            return this;
        }

        public Builder inputFiles(List<String> value) {
            inputFiles = value;
            return this;
        }

        public Builder excludes(List<String> value) {
            excludes = value;
            return this;
        }

        public Builder excludeFiles(List<String> value) {
            excludeFiles = value;
            return this;
        }

        public Builder scopeFile(String value) {
            scopeFile = Optional.of(value);
            return this;
        }

        public Builder ports(String value) {
            ports = Optional.of(value);
            return this;
        }

        public Builder fast(boolean value) {
            fast = value;
            return this;
        }

        public Builder topPorts(int value) {
            topPorts = OptionalInt.of(value);
            return this;
        }

        public Builder excludePorts(String value) {
            excludePorts = Optional.of(value);
            return this;
        }

        public Builder servicesFile(String value) {
            servicesFile = Optional.of(value);
            return this;
        }

        public Builder allAddresses(boolean value) {
            allAddresses = value;
            return this;
        }

        public Builder knownNames(Map<String, List<Integer>> value) {
            knownNames = value;
            return this;
        }

        public PlanRequest build() {
            return new PlanRequest(
                    targets,
                    inputFiles,
                    excludes,
                    excludeFiles,
                    scopeFile,
                    ports,
                    fast,
                    topPorts,
                    excludePorts,
                    servicesFile,
                    allAddresses,
                    knownNames);
        }
    }
}

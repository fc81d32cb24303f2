package hayate.plan;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Makes a {@link Plan} of a {@link PlanRequest}: reads targets, excludes and scope, resolves names, takes away what must
 * not be probed, and refuses what is not a sensible plan. Runs once, on the main thread; the files are read as streams,
 * so ten million lines cost 8 bytes each until they are merged.
 */
public final class PlanBuilder {
    private static final int NAMES_SHOWN_MAX = 5;

    private final NameResolver resolver;
    private final InputStream stdin;
    private final List<String> notices = new ArrayList<>();

    /**
     * A builder for one plan.
     *
     * @param resolver finds the addresses of host names
     * @param stdin what a file named {@code -} reads
     */
    public PlanBuilder(NameResolver resolver, InputStream stdin) {
        this.resolver = resolver;
        this.stdin = stdin;
    }

    /**
     * Makes the plan.
     *
     * @throws PlanException if the request makes no plan
     */
    public Plan build(PlanRequest request) {
        PortPlan portPlan = PortPlan.of(request);
        notices.addAll(portPlan.notices());
        TargetParser targets = new TargetParser();
        TargetParser excludes = new TargetParser();
        TargetParser scope = new TargetParser();
        read(request, targets, excludes, scope);
        NameLookup names = resolveNames(request, targets, excludes, scope);
        AddressSet grid = targets.addresses().build();
        if (grid.isEmpty() && targets.pairs().length == 0) {
            throw new PlanException("no target left: none of the host names has an IPv4 address");
        }
        TargetSpace space =
                restrict(grid, targets.pairs(), portPlan, excludes.addresses().build());
        checkScope(space, request.scopeFile(), scope.addresses().build());
        checkPublic(space, request);
        return new Plan(space, portPlan.table(), portPlan.asked() || space.pairCount() > 0, notices, names.found());
    }

    private void read(PlanRequest request, TargetParser targets, TargetParser excludes, TargetParser scope) {
        TargetSource source = new TargetSource(stdin);
        request.targets().forEach(word -> TargetSource.parseWord(word, targets));
        request.inputFiles().forEach(file -> source.parseFile(file, targets));
        request.excludes().forEach(word -> TargetSource.parseWord(word, excludes));
        request.excludeFiles().forEach(file -> source.parseFile(file, excludes));
        request.scopeFile().ifPresent(file -> source.parseFile(file, scope));
        if (targets.wordCount() == 0) {
            throw new PlanException("no targets: " + whatWasRead(request));
        }
        refusePairs(excludes, "an exclude");
        refusePairs(scope, "a scope");
    }

    private static String whatWasRead(PlanRequest request) {
        return request.inputFiles().isEmpty()
                ? "give addresses, blocks (10.0.0.0/24), ranges or host names, or a file of them with -iL"
                : String.join(", ", request.inputFiles()) + " has none";
    }

    private static void refusePairs(TargetParser parser, String list) {
        if (parser.pairs().length > 0) {
            long pair = parser.pairs()[0];
            throw new PlanException("target '" + Addresses.format(Target.address(pair)) + ":" + Target.port(pair)
                    + "': " + list + " is a list of addresses, without ports");
        }
    }

    private NameLookup resolveNames(
            PlanRequest request, TargetParser targets, TargetParser excludes, TargetParser scope) {
        NameLookup names = new NameLookup(resolver, request.knownNames());
        List<TargetParser.Host> all = new ArrayList<>(targets.hosts());
        all.addAll(excludes.hosts());
        all.addAll(scope.hosts());
        names.lookUp(all);
        addTargetNames(targets, names, request.allAddresses());
        addListNames(excludes, names, "exclude");
        addListNames(scope, names, "scope");
        return names;
    }

    private void addTargetNames(TargetParser targets, NameLookup names, boolean allAddresses) {
        List<String> missing = new ArrayList<>();
        for (TargetParser.Host host : targets.hosts()) {
            List<Integer> addresses = names.addressesOf(host.name());
            if (addresses.isEmpty()) {
                missing.add(host.name());
                continue;
            }
            int used = allAddresses ? addresses.size() : 1;
            addresses.subList(0, used).forEach(address -> add(targets, host, address));
            if (used < addresses.size()) {
                notices.add(othersNotice(host.name(), addresses));
            }
        }
        if (!missing.isEmpty()) {
            notices.add("no IPv4 address found for " + listed(missing));
        }
    }

    private static void addListNames(TargetParser parser, NameLookup names, String list) {
        for (TargetParser.Host host : parser.hosts()) {
            if (names.addressesOf(host.name()).isEmpty()) {
                throw new PlanException("no IPv4 address found for " + Words.quote(host.name()) + " in the " + list
                        + " list; every name there must be known, or it could not be honoured");
            }
            names.addressesOf(host.name()).forEach(address -> parser.addBlock(address, host.maskBits()));
        }
    }

    private static void add(TargetParser targets, TargetParser.Host host, int address) {
        if (host.port() == TargetParser.PORT_NONE) {
            targets.addBlock(address, host.maskBits());
        } else {
            targets.addPair(address, host.port());
        }
    }

    private static String othersNotice(String name, List<Integer> addresses) {
        List<String> others = new ArrayList<>();
        addresses.subList(1, addresses.size()).forEach(address -> others.add(Addresses.format(address)));
        return name + " is " + Addresses.format(addresses.get(0)) + "; not scanned: " + listed(others)
                + " (--all-addresses scans all)";
    }

    /** Takes away what is never probed, what is excluded, and the ports that are excluded. */
    private TargetSpace restrict(AddressSet grid, long[] pairs, PortPlan ports, AddressSet excludes) {
        TargetSpace asked = TargetSpace.of(grid, grid.isEmpty() ? PortSet.EMPTY : ports.ports(), pairs);
        AddressSet forbidden = excludes;
        for (SpecialAddresses.Block block : SpecialAddresses.RESERVED) {
            AddressSet reserved = block.addresses();
            long removed = asked.addresses().and(reserved).size();
            if (removed > 0) {
                notices.add("left out " + Words.count(removed) + (removed == 1 ? " address of " : " addresses of ")
                        + block.cidr() + ": " + block.name() + " is never probed");
                forbidden = AddressSet.builder().add(forbidden).add(reserved).build();
            }
        }
        AddressSet left = grid.minus(forbidden);
        long[] pairsLeft = pairsOutside(pairs, forbidden, ports.excluded());
        TargetSpace space = TargetSpace.of(left, left.isEmpty() ? PortSet.EMPTY : ports.ports(), pairsLeft);
        if (space.size() == 0) {
            throw new PlanException(
                    left.isEmpty()
                            ? "no target left: all of them are excluded or never probed"
                            : "no target left: no port is left to ask");
        }
        return space;
    }

    private static long[] pairsOutside(long[] pairs, AddressSet forbidden, PortSet excludedPorts) {
        int kept = 0;
        long[] left = new long[pairs.length];
        for (long pair : pairs) {
            if (!forbidden.contains(Target.address(pair)) && !excludedPorts.contains(Target.port(pair))) {
                left[kept++] = pair;
            }
        }
        return Arrays.copyOf(left, kept);
    }

    private static void checkScope(TargetSpace space, Optional<String> scopeFile, AddressSet scope) {
        if (scopeFile.isEmpty()) {
            return;
        }
        AddressSet outside = space.addresses().minus(scope);
        if (!outside.isEmpty()) {
            throw new PlanException("target '" + Addresses.format(outside.firstAddress(0)) + "' is outside the scope "
                    + scopeFile.get() + ", as are " + Words.count(outside.size()) + " of "
                    + Words.count(space.addresses().size()) + " addresses; nothing was sent");
        }
    }

    private static void checkPublic(TargetSpace space, PlanRequest request) {
        long publicCount = SpecialAddresses.publicCount(space.addresses());
        if (publicCount > SpecialAddresses.PUBLIC_WITHOUT_EXCLUDES_MAX
                && request.excludeFiles().isEmpty()) {
            throw new PlanException(Words.count(publicCount) + " public addresses: more than "
                    + Words.count(SpecialAddresses.PUBLIC_WITHOUT_EXCLUDES_MAX)
                    + " need --excludefile with the networks that must not be scanned");
        }
    }

    private static String listed(List<String> names) {
        String shown = String.join(", ", names.subList(0, Math.min(NAMES_SHOWN_MAX, names.size())));
        return names.size() > NAMES_SHOWN_MAX ? shown + " and " + (names.size() - NAMES_SHOWN_MAX) + " more" : shown;
    }
}

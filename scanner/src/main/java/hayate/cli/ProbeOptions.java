package hayate.cli;

import hayate.probe.ProbeConfig;
import hayate.probe.TcpOptionStyle;
import hayate.probe.TcpProbe;
import hayate.send.SendConfig;
import hayate.send.SendConfig.Backend;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** How probes look and how they leave. */
final class ProbeOptions {
    /** What Linux gives its own packets. */
    private static final int TTL_DEFAULT = 64;

    private static final int SENDERS_MAX = 64;

    /** What only raw packets can do; without any of these, users without privilege get connections. */
    private static final Set<CliOption> NEEDS_PACKETS = EnumSet.of(
            CliOption.SYN_SCAN,
            CliOption.ACK_SCAN,
            CliOption.WINDOW_SCAN,
            CliOption.FIN_SCAN,
            CliOption.NULL_SCAN,
            CliOption.XMAS_SCAN,
            CliOption.TCP_OPTIONS,
            CliOption.SOURCE_PORT,
            CliOption.SOURCE_IP,
            CliOption.INTERFACE,
            CliOption.TTL,
            CliOption.ROUTER_MAC,
            CliOption.SENDERS,
            CliOption.NO_KERNEL_RST,
            CliOption.RATE_LOG,
            CliOption.TARGET_COVERAGE,
            CliOption.METADATA);

    private ProbeOptions() {}

    /** How a SYN looks. */
    static ProbeConfig probe(ParsedOptions options) {
        TcpOptionStyle style = options.value(CliOption.TCP_OPTIONS)
                .map(token -> TcpOptionStyle.values()[Values.word(CliOption.TCP_OPTIONS, token, "os", "mss")])
                .orElse(TcpOptionStyle.OS);
        int ttl = options.value(CliOption.TTL)
                .map(token -> Values.integer(CliOption.TTL, token, 1, 255))
                .orElse(TTL_DEFAULT);
        int sourcePort = options.value(CliOption.SOURCE_PORT)
                .map(ProbeOptions::sourcePort)
                .orElse(0);
        return new ProbeConfig(type(options), style, ttl, sourcePort);
    }

    private static TcpProbe type(ParsedOptions options) {
        Map<CliOption, TcpProbe> types = Map.of(
                CliOption.SYN_SCAN, TcpProbe.SYN,
                CliOption.ACK_SCAN, TcpProbe.ACK,
                CliOption.WINDOW_SCAN, TcpProbe.WINDOW,
                CliOption.FIN_SCAN, TcpProbe.FIN,
                CliOption.NULL_SCAN, TcpProbe.NULL,
                CliOption.XMAS_SCAN, TcpProbe.XMAS);
        List<CliOption> given =
                types.keySet().stream().filter(options::has).sorted().toList();
        if (given.size() > 1) {
            throw new UsageException(given.get(1).primaryName() + " cannot stand beside "
                    + given.get(0).primaryName() + ": one kind of TCP scan at a time");
        }
        return given.isEmpty() ? TcpProbe.SYN : types.get(given.get(0));
    }

    /** How frames leave. */
    static SendConfig send(ParsedOptions options, Host host) {
        Backend backend = backend(options, host);
        int senders = options.value(CliOption.SENDERS)
                .map(token -> Values.integer(CliOption.SENDERS, token, 1, SENDERS_MAX))
                .orElse(1);
        Optional<String> interfaceName = options.value(CliOption.INTERFACE);
        interfaceName.ifPresent(name -> refuseUnknownInterface(name, host));
        OptionalInt source = options.value(CliOption.SOURCE_IP)
                .map(token -> OptionalInt.of(ownAddress(token, host)))
                .orElse(OptionalInt.empty());
        Optional<Long> routerMac =
                options.value(CliOption.ROUTER_MAC).map(token -> Values.mac(CliOption.ROUTER_MAC, token));
        return new SendConfig(backend, senders, interfaceName, source, routerMac);
    }

    /** The attempt number is added to the port, so a block of ports must fit above it. */
    private static int sourcePort(String token) {
        return Values.integer(CliOption.SOURCE_PORT, token, 1, 0x10000 - ProbeConfig.ATTEMPTS_MAX);
    }

    private static Backend backend(ParsedOptions options, Host host) {
        Optional<Backend> named = options.value(CliOption.BACKEND).map(ProbeOptions::backend);
        boolean connect = options.has(CliOption.CONNECT_SCAN) || named.equals(Optional.of(Backend.CONNECT));
        if (connect && named.isPresent() && named.get() != Backend.CONNECT) {
            throw new UsageException("-sT asks by the kernel's connections: leave out --backend "
                    + options.value(CliOption.BACKEND).orElse(""));
        }
        if (connect) {
            NEEDS_PACKETS.stream().filter(options::has).findFirst().ifPresent(option -> {
                throw new UsageException(option.primaryName() + " needs packets of our own, so it cannot stand beside"
                        + " -sT, the kernel's connections");
            });
            return Backend.CONNECT;
        }
        boolean needsPackets = NEEDS_PACKETS.stream().anyMatch(options::has);
        return needsPackets || host.mayOpenRawSockets() ? named.orElse(Backend.AUTO) : Backend.CONNECT;
    }

    /** Whether hosts may be looked for by packets: ports may be asked by connections all the same, as with nmap. */
    static boolean looksByPackets(ParsedOptions options, Host host) {
        boolean connectionsOnly =
                options.value(CliOption.BACKEND).map(ProbeOptions::backend).equals(Optional.of(Backend.CONNECT));
        return !connectionsOnly && (host.mayOpenRawSockets() || backend(options, host) != Backend.CONNECT);
    }

    /** What looks for hosts in a way that no connection can stand for. */
    static Optional<CliOption> packetPings(ParsedOptions options) {
        return Stream.of(CliOption.PING_ECHO, CliOption.PING_TIMESTAMP, CliOption.PING_MASK, CliOption.PING_ARP)
                .filter(options::has)
                .findFirst();
    }

    private static Backend backend(String token) {
        return Backend.values()[
                Values.word(CliOption.BACKEND, token, "auto", "xdp", "packet", "ip", "pcap", "connect")];
    }

    private static void refuseUnknownInterface(String name, Host host) {
        if (!host.hasInterface(name)) {
            throw new UsageException("-e wants a network interface of this host ("
                    + String.join(", ", host.interfaces()) + "), not " + Quote.token(name));
        }
    }

    private static int ownAddress(String token, Host host) {
        int address = Values.address(CliOption.SOURCE_IP, token);
        if (!host.ownsAddress(address)) {
            throw new UsageException("--source-ip " + Quote.token(token)
                    + " is not an address of this host: hayate does not forge its source");
        }
        return address;
    }
}

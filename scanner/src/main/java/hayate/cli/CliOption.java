package hayate.cli;

import java.util.List;

/** Every option of a scan: its names, how many values it takes and what they look like. */
enum CliOption {
    INPUT_LIST(
            Kind.LIST,
            "a file of targets, or - for standard input",
            "-iL",
            "--include-file",
            "--allowlist-file",
            "--whitelist-file"),
    OPEN_FROM(
            Kind.LIST,
            "a result file of hayate, nmap or masscan (XML, JSON, grepable, list, binary), or -",
            "--open-from"),
    EXCLUDE(Kind.LIST, "addresses, CIDR blocks, ranges or names, separated by commas", "--exclude"),
    EXCLUDE_FILE(
            Kind.LIST,
            "a file of targets to leave out",
            "--excludefile",
            "--exclude-file",
            "--blocklist-file",
            "--blacklist-file"),
    SCOPE(Kind.VALUE, "a file of what may be scanned", "--scope"),
    ALL_ADDRESSES(Kind.FLAG, "", "--all-addresses", "--resolve-all"),

    PORTS(Kind.VALUE, "ports such as 22,80, 1-1024, - (all) or ssh", "-p", "--ports", "--target-ports"),
    FAST(Kind.FLAG, "", "-F"),
    TOP_PORTS(Kind.VALUE, "a number from 1 to 65535", "--top-ports"),
    EXCLUDE_PORTS(Kind.VALUE, "ports such as 25,6000-6063", "--exclude-ports"),

    SYN_SCAN(Kind.FLAG, "", "-sS"),
    CONNECT_SCAN(Kind.FLAG, "", "-sT"),
    ACK_SCAN(Kind.FLAG, "", "-sA"),
    WINDOW_SCAN(Kind.FLAG, "", "-sW"),
    FIN_SCAN(Kind.FLAG, "", "-sF"),
    NULL_SCAN(Kind.FLAG, "", "-sN"),
    XMAS_SCAN(Kind.FLAG, "", "-sX"),
    VERSION_SCAN(Kind.FLAG, "", "-sV"),
    BANNERS(Kind.FLAG, "", "--banners"),
    FAVICON(Kind.FLAG, "", "--favicon"),
    INTENSITY(Kind.VALUE, "a number from 0 to 9", "--version-intensity"),
    INTENSITY_LIGHT(Kind.FLAG, "", "--version-light"),
    INTENSITY_ALL(Kind.FLAG, "", "--version-all"),
    VERSION_DB(Kind.VALUE, "a service-probes file", "--versiondb"),
    SERVICE_DB(Kind.VALUE, "a list of services such as /etc/services", "--servicedb"),
    DATA_DIR(Kind.VALUE, "a folder with nmap-service-probes, nmap-services or both", "--datadir"),
    VERSION_TRACE(Kind.FLAG, "", "--version-trace"),
    VERSION_ALL_PORTS(Kind.FLAG, "", "--allports"),
    OPEN_PER_HOST(Kind.VALUE, "a number from 1 to 65535", "--max-open-per-host"),
    LIST_SCAN(Kind.FLAG, "", "-sL"),
    HOST_SCAN(Kind.FLAG, "", "-sn", "-sP"),
    NO_DISCOVERY(Kind.FLAG, "", "-Pn", "-P0", "-PN", "-PD"),
    PING_SYN(Kind.VALUE, "ports such as 22,80 without a blank before them", "-PS"),
    PING_ACK(Kind.VALUE, "ports such as 22,80 without a blank before them", "-PA"),
    PING_ECHO(Kind.FLAG, "", "-PE"),
    PING_TIMESTAMP(Kind.FLAG, "", "-PP"),
    PING_MASK(Kind.FLAG, "", "-PM"),
    PING_ARP(Kind.FLAG, "", "-PR"),
    NO_ARP(Kind.FLAG, "", "--disable-arp-ping", "--send-ip"),
    NO_NAMES(Kind.FLAG, "", "-n"),
    NAMES(Kind.FLAG, "", "-R"),
    SEED(Kind.VALUE, "a whole number", "--seed"),
    SHARD(Kind.VALUE, "i/n with 1 <= i <= n", "--shard", "--shards"),

    TCP_OPTIONS(Kind.VALUE, "os or mss", "--tcp-options"),
    SOURCE_PORT(Kind.VALUE, "a port from 1 to 65520", "--source-port", "-g", "--adapter-port"),
    SOURCE_IP(Kind.VALUE, "an IPv4 address of this host", "--source-ip", "--adapter-ip"),
    INTERFACE(Kind.VALUE, "a network interface of this host", "-e", "--adapter", "--interface"),
    TTL(Kind.VALUE, "a number from 1 to 255", "--ttl"),
    ROUTER_MAC(Kind.VALUE, "a unicast MAC address such as 02:00:5e:10:00:01", "--router-mac", "--gateway-mac"),
    BACKEND(Kind.VALUE, "auto, xdp, packet, ip, pcap or connect", "--backend"),
    SENDERS(Kind.VALUE, "a number from 1 to 64", "--senders"),
    NO_KERNEL_RST(Kind.FLAG, "", "--no-kernel-rst"),

    RATE(Kind.VALUE, "auto, or probes per second such as 0.1, 500, 10k or 1.5m", "--rate"),
    MAX_RATE(Kind.VALUE, "probes per second such as 0.1, 500, 10k or 1.5m", "--max-rate"),
    MIN_RATE(Kind.VALUE, "probes per second such as 0.1, 500, 10k or 1.5m", "--min-rate"),
    MAX_RATE_PER_HOST(Kind.VALUE, "probes per second such as 0.1, 50 or 1k", "--max-rate-per-host"),
    MAX_RATE_PER_NET(
            Kind.LIST, "a prefix length from /1 to /31 and probes per second such as /24=50", "--max-rate-per-net"),
    TEMPLATE(Kind.VALUE, "0 to 5 or paranoid, sneaky, polite, normal, aggressive, insane", "-T"),
    RATE_LOG(Kind.VALUE, "a file", "--rate-log"),
    TARGET_COVERAGE(Kind.VALUE, "a percentage above 0 and below 100", "--target-coverage"),
    RETRIES(Kind.VALUE, "a number from 0 to 15", "--retries", "--max-retries"),
    SCAN_DELAY(Kind.VALUE, "a time such as 500ms, 1s or 2m, above 0 and at most 24h", "--scan-delay"),
    HOST_TIMEOUT(Kind.VALUE, "a time such as 30s, 15m or 1h, or 0 for none", "--host-timeout"),
    INITIAL_RTT(Kind.VALUE, "a time such as 100ms or 1s, from 1ms to 24h", "--initial-rtt-timeout"),
    MIN_RTT(Kind.VALUE, "a time such as 50ms, from 1ms to 24h", "--min-rtt-timeout"),
    MAX_RTT(Kind.VALUE, "a time such as 300ms or 3s, from 5ms to 24h", "--max-rtt-timeout"),
    MAX_PARALLELISM(Kind.VALUE, "a number from 1 to 65535", "--max-parallelism"),
    WAIT(Kind.VALUE, "a time such as 500ms, 8, 8s or 2m, at most 24h", "--wait", "--cooldown-time"),

    NORMAL(Kind.VALUE, "a file, or - for standard output", "-oN"),
    XML(Kind.VALUE, "a file, or - for standard output", "-oX"),
    ALL_FORMATS(Kind.VALUE, "a name to which .nmap, .xml and .gnmap are added", "-oA"),
    STYLESHEET(Kind.VALUE, "a path or URL", "--stylesheet"),
    NO_STYLESHEET(Kind.FLAG, "", "--no-stylesheet"),
    REASON(Kind.FLAG, "", "--reason"),
    JSON(Kind.VALUE, "a file, or - for standard output", "-oJ"),
    LIST(Kind.VALUE, "a file, or - for standard output", "-oL"),
    GREPABLE(Kind.VALUE, "a file, or - for standard output", "-oG"),
    FORMAT(Kind.VALUE, "json or masscan-json", "--format"),
    QUIET(Kind.FLAG, "", "-q", "--quiet"),
    APPEND(Kind.FLAG, "", "--append-output"),
    STATES(Kind.VALUE, "open, closed, filtered, separated by commas, or all", "--states"),
    OPEN(Kind.FLAG, "", "--open", "--open-only"),
    METADATA(Kind.VALUE, "a file", "--metadata"),

    CHECKPOINT(Kind.VALUE, "a file", "--checkpoint"),
    NO_CHECKPOINT(Kind.FLAG, "", "--no-checkpoint"),
    RESUME(Kind.VALUE, "the checkpoint file of a scan", "--resume"),

    STATS_EVERY(Kind.VALUE, "a time such as 500ms, 10, 10s or 1m, from 100ms to 24h", "--stats-every"),
    VERBOSE(Kind.COUNT, "", "-v", "--verbose"),
    DEBUG(Kind.COUNT, "", "-d", "--debug"),
    PACKET_TRACE(Kind.FLAG, "", "--packet-trace"),
    NO_COLOR(Kind.FLAG, "", "--no-color"),
    NONINTERACTIVE(Kind.FLAG, "", "--noninteractive"),
    HELP(Kind.FLAG, "", "-h", "--help"),
    VERSION(Kind.FLAG, "", "-V", "--version");

    /** How an option is repeated and whether it takes a value. */
    enum Kind {
        /** No value, any number of times. */
        FLAG,
        /** No value, counted. */
        COUNT,
        /** One value, once. */
        VALUE,
        /** One value, any number of times. */
        LIST
    }

    private final Kind kind;
    private final String accepted;

    @SuppressWarnings("ImmutableEnumChecker") // List.of cannot be changed
    private final List<String> names;

    CliOption(Kind kind, String accepted, String... names) {
        this.kind = kind;
        this.accepted = accepted;
        this.names = List.of(names);
    }

    Kind kind() {
        return kind;
    }

    /** What its value looks like, to follow "wants"; empty if it takes none. */
    String accepted() {
        return accepted;
    }

    /** The name that messages use. */
    String primaryName() {
        return names.get(0);
    }

    /** All names as documented. */
    List<String> names() {
        return names;
    }

    boolean takesValue() {
        return kind == Kind.VALUE || kind == Kind.LIST;
    }
}

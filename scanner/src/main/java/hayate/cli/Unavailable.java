package hayate.cli;

import java.util.HashMap;
import java.util.Map;

/** Options of other scanners that people will type: what hayate has in their place, or why it never will. */
final class Unavailable {
    private static final String SYN_ONLY =
            "not available yet: scans are -sS, -sT, -sA, -sW, -sF, -sN and -sX, hosts alone -sn, a list of targets -sL";
    private static final String NO_DISCOVERY =
            "not available yet: hosts are found by -PE, -PP, -PM, -PS, -PA and, on the link, ARP";
    private static final String NO_FOLLOW_UP =
            "not available yet: this release tells services (-sV), neither operating systems nor scripts";
    private static final String OUTPUTS =
            "not available: outputs are -oN, -oX, -oG, -oA, -oJ (JSON lines), -oL (list) and --format masscan-json";
    private static final String NO_ADAPTIVE_DELAY =
            "refused: the delay to a host is not adapted, the rate of all is; --min-rate is its floor, --scan-delay fixes"
                    + " the delay";
    private static final String NO_WINDOW =
            "refused: packets are sent and not waited for, so none are outstanding; --min-rate is the floor";
    private static final String NO_GROUPS =
            "refused: all hosts are asked at once, in random order; --max-rate-per-host spares each of them";
    private static final String BANDWIDTH = "not available: rates are in packets, see --max-rate";
    private static final String RST_LIMIT =
            "refused: closed ports are never called filtered for speed; a host that limits its resets is asked slower";
    private static final String HONEST =
            "refused: hayate has no decoys, forged sources, fragments or other evasion, only --rate to be slow";

    private static final Map<String, String> REASONS = new HashMap<>();

    static {
        addOfNmap();
        addOfMasscan();
        addOfZmap();
        add(NO_FOLLOW_UP, "-A", "-O", "-sC", "--script", "--script-args", "--script-help");
        add(NO_FOLLOW_UP, "--osscan-guess");
        add(NO_FOLLOW_UP, "--osscan-limit", "--traceroute");
        add(SYN_ONLY, "-sU", "-sM", "-sO", "-sI", "-sY", "-sZ", "-sR", "-b");
        add(SYN_ONLY, "--scanflags", "--ping", "--udp-ports", "--arp");
        add(NO_DISCOVERY, "-PU", "-PY", "-PO", "--discovery-ignore-rst");
        add(OUTPUTS, "-oS", "-oB", "-oD", "-oU", "-oM", "-oH", "--webxml");
        add(OUTPUTS, "--output-format", "--output-filename");
        add(NO_ADAPTIVE_DELAY, "--max-scan-delay");
        add(NO_WINDOW, "--min-parallelism");
        add(NO_GROUPS, "--min-hostgroup", "--max-hostgroup");
        add(RST_LIMIT, "--defeat-rst-ratelimit");
        add(BANDWIDTH, "--bandwidth");
        add(NO_FOLLOW_UP, "--script-timeout");
        add("not available yet: this release scans IPv4", "-6", "--ipv6");
        add("not available yet: name targets, or give a file of them with -iL", "-iR");
        add("not available yet: ports are asked in random order, --seed fixes it", "-r", "--randomize-hosts");
        add("not available yet: names are looked up through the system", "--dns-servers", "--system-dns");
        add("not available yet: read /sys/class/net or 'ip address' for the interfaces", "--iflist");
        add("not available yet: see --backend, whose pcap needs no file", "--pcap", "--read-pcap", "--readscan");
        add(HONEST, "-D", "-S", "-f", "-sI", "--mtu", "--spoof-mac", "--badsum", "--data", "--data-length");
        add(HONEST, "--data-string", "--ip-options", "--proxies", "--proxy", "--adapter-mac", "--spoof-source");
    }

    private Unavailable() {}

    private static void addOfNmap() {
        add(NO_FOLLOW_UP, "--script-args-file", "--script-trace", "--script-updatedb", "--max-os-tries", "--fuzzy");
        add(SYN_ONLY, "--port-ratio", "-sB");
        add(RST_LIMIT, "--defeat-icmp-ratelimit");
        add(HONEST, "--adler32");
        add("not available: keys steer a scan while it runs, see hayate help output", "--interactive");
        add(
                "not needed: the right to send raw packets is looked at (-sT needs none)",
                "--privileged",
                "--unprivileged");
        add("not needed: a target named twice is asked once", "--unique");
        add("not needed: --backend says how packets are sent", "--send-eth", "--nsock-engine");
        add("not needed: memory is given back at the end", "--release-memory");
    }

    private static void addOfMasscan() {
        String config =
                "not available: options are given on the command line; --metadata FILE keeps the record of a run";
        add(config, "--echo", "--conf", "-c", "--config", "--readrange", "--nmap");
        add("not needed: name targets without an option (10.0.0.0/8), or -iL FILE", "--range");
        add("not available: --resume FILE.checkpoint goes on where a scan ended", "--resume-index", "--resume-count");
        add(
                "not available: file names take the time, as in %F-%T.jsonl",
                "--rotate", "--rotate-dir", "--rotate-offset");
        add("not available: see --backend", "--pfring", "--offline", "--adapter-vlan");
        add(SYN_ONLY, "--pcap-payloads", "--nmap-payloads");
        add(
                "not available: -sV asks with probes of its own, --versiondb FILE with others",
                "--http-user-agent",
                "--nocapture");
        add(OUTPUTS, "--out");
        add("not available: ./check runs the tests", "--regress", "--selftest");
    }

    private static void addOfZmap() {
        add("not available: results go to standard output (-q), or -oJ FILE, -oL FILE", "-o", "--output-file");
        add(OUTPUTS, "--output-module", "--output-fields", "--output-args", "--output-filter", "--list-output-modules");
        add(OUTPUTS, "--list-output-fields", "--no-header-row");
        add(SYN_ONLY, "-M", "--probe-module", "--probe-args", "--list-probe-modules");
        add("not available: --retries N asks the silent N times more", "--probes", "--max-sendto-failures");
        add(
                "not available: --shard I/N asks a part, Ctrl-C ends a scan, --resume goes on",
                "--max-targets",
                "--max-results");
        add("not available: --shard I/N asks a part, timeout(1) ends a scan, --resume goes on", "--max-runtime");
        add("not available: -sL lists what would be asked and sends nothing", "--dryrun");
        add("not available: --senders N sets the threads", "--sender-threads", "--cores");
        add(HONEST, "--source-mac");
        add(
                "not available: standard error has the log, --metadata FILE the record",
                "--log-file",
                "--log-directory",
                "-l",
                "-L");
        add(
                "not available: --metadata FILE keeps the record of a run",
                "--metadata-file",
                "-m",
                "--user-metadata",
                "--notes");
        add("not available: --stats-every TIME tells how far it is", "--status-updates-file", "-u", "--disable-syslog");
        add("not available: -v and -d say more", "--verbosity");
        add("not needed: links without a header are known", "--vpn", "-X");
        add("not available: --rate-log and the last lines tell of losses", "--min-hitrate");
        add("not needed: a bad line in a list is refused before the first packet", "--ignore-invalid-hosts");
        add("not available: rates are in packets, see --rate", "-B");
        add("not available: -iL FILE names what may be asked, --scope FILE limits it", "-w");
        add("not available: write --router-mac", "-G");
        add("not available: write --max-rate, --wait, --shard or --senders in full", "-C", "-N", "-t");
    }

    /** Why an option is not there, to follow "is"; null if nobody knows it. */
    static String explain(String name) {
        String exact = REASONS.get(name);
        if (exact == null && name.startsWith("-") && !name.startsWith("--")) {
            exact = REASONS.get("-" + name);
        }
        return exact != null ? exact : explainAttached(name);
    }

    /** {@code -PS22,80}, {@code -sSV}, {@code -iR100}: the name with a value or further letters attached. */
    private static String explainAttached(String name) {
        if (name.matches("-s[A-Za-z]{2,}")) {
            return explainLetters(name);
        }
        boolean attached = name.matches("-(P[SAUYO]|iR|D|S|b)[^a-z].*");
        return attached ? REASONS.get(name.substring(0, name.startsWith("-P") || name.startsWith("-i") ? 3 : 2)) : null;
    }

    private static String explainLetters(String name) {
        String why = null;
        for (char letter : name.substring(2).toCharArray()) {
            String single = REASONS.get("-s" + letter);
            if (single == null && "STAWFNXLn".indexOf(letter) < 0) {
                return null;
            }
            why = single == null ? why : single;
        }
        return why;
    }

    private static void add(String why, String... names) {
        for (String name : names) {
            REASONS.put(name, why);
        }
    }
}

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

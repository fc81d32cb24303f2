package hayate.cli;

import java.util.List;

/** What the command line must know of the machine; a test gives its own. */
interface Host {
    /** The names of the network interfaces. */
    List<String> interfaces();

    /** Whether there is an interface of this name. */
    boolean hasInterface(String name);

    /** Whether an IPv4 address, first octet most significant, is one of this host's. */
    boolean ownsAddress(int address);

    /** Whether raw sockets may be opened (CAP_NET_RAW). */
    boolean mayOpenRawSockets();

    /** Whether firewall rules may be changed (CAP_NET_ADMIN). */
    boolean mayChangeFirewall();

    /** An environment variable, or null. */
    String environment(String name);

    /** Bytes for a seed that nobody can guess. */
    long randomSeed();
}

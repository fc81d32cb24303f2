package hayate.scan;

import hayate.probe.PingProbe;
import java.util.List;

/**
 * How hosts are found before their ports are asked.
 *
 * @param probes what is asked of hosts beyond the link; empty to ask nothing
 * @param arp whether hosts on an Ethernet link are asked by ARP, instead of the probes
 * @param assumeUp whether hosts that nothing is asked of count as up; else their ports will tell
 * @param only whether that is all: no port is asked
 * @param byPackets whether packets may be sent for it, though ports may be asked by connections
 */
public record DiscoveryConfig(List<PingProbe> probes, boolean arp, boolean assumeUp, boolean only, boolean byPackets) {
    public DiscoveryConfig {
        probes = List.copyOf(probes);
    }
}

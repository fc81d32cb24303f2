package hayate.net;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;

/** Opens libpcap without its wrapper's chatter. Loading this class loads JNA: only the pcap backend does. */
final class PcapHandles {
    /** Held, because the logging framework would let go of it and of its level. */
    private static final Logger CHATTER = Logger.getLogger("org.pcap4j");

    static {
        CHATTER.setLevel(Level.WARNING);
    }

    private PcapHandles() {}

    static PcapHandle openLive(String interfaceName, int snapLengthBytes, int bufferBytes) {
        try {
            return new PcapHandle.Builder(interfaceName)
                    .snaplen(snapLengthBytes)
                    .promiscuousMode(PromiscuousMode.NONPROMISCUOUS)
                    .timeoutMillis(10)
                    .immediateMode(true)
                    .bufferSize(bufferBytes)
                    .build();
        } catch (PcapNativeException e) {
            throw failure("open " + interfaceName, e);
        }
    }

    static PcapException failure(String what, PcapNativeException e) {
        return new PcapException("libpcap: " + what + ": " + e.getMessage(), e);
    }

    static PcapException closed(NotOpenException e) {
        return new PcapException("libpcap: handle closed", e);
    }
}

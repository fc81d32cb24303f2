package hayate.lab;

import hayate.net.FrameSender;
import hayate.plan.AddressSet;
import hayate.plan.PortSet;
import hayate.plan.SendingOrder;
import hayate.plan.Shard;
import hayate.plan.TargetSpace;
import hayate.probe.CookieKey;
import hayate.probe.ProbeConfig;
import hayate.probe.TcpOptionStyle;
import hayate.probe.TcpTemplate;
import java.util.Locale;

/**
 * The probes that every measurement makes, the C loop too: 10.0.0.0/8 port 80 in permuted order, from 192.0.2.1:61440.
 *
 * @param sourceMac our 48-bit MAC
 * @param routerMac the far end's
 * @param options how long the SYN is
 */
record BenchPackets(long sourceMac, long routerMac, TcpOptionStyle options) {
    static final String TARGETS = "10.0.0.0/8";
    static final TargetSpace SPACE = TargetSpace.of(AddressSet.ofRange(0x0A00_0000, 0x0AFF_FFFF), PortSet.of(80));
    static final SendingOrder ORDER = new SendingOrder(SPACE, 42, Shard.WHOLE);
    static final CookieKey KEY = CookieKey.of(0x0706_0504_0302_0100L, 0x0F0E_0D0C_0B0A_0908L);

    static final int SOURCE_ADDRESS = 0xC000_0201;
    static final int SOURCE_PORT = 61_440;
    private static final int TTL = 64;

    TcpTemplate template(FrameSender.Framing framing) {
        return new TcpTemplate(framing, sourceMac, routerMac, SOURCE_ADDRESS, probe(), KEY);
    }

    ProbeConfig probe() {
        return new ProbeConfig(options, TTL, SOURCE_PORT);
    }

    static long mac(String text) {
        return Long.parseLong(text.replace(":", ""), 16);
    }

    static String hex(long mac) {
        return String.format(Locale.ROOT, "%012x", mac);
    }
}

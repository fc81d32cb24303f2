package hayate.net;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.net.Capabilities.Access;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {
    @Test
    void shouldReadTheEffectiveSet() {
        String status = "Name:\tjava\nCapPrm:\t0\nCapEff:\t0000000000003000\nCapBnd:\t000001ffffffffff\n";
        assertThat(Capabilities.parseEffective(status)).isEqualTo((1L << 12) | (1L << 13));
        assertThat(Capabilities.parseEffective("CapEff:\tffffffffffffffff\n")).isEqualTo(-1L);
        assertThat(Capabilities.parseEffective("Name:\tjava\n")).isZero();
    }

    @Test
    void shouldGrantPacketSocketsExactlyToTheCapable() {
        Capabilities capabilities = new Capabilities();
        assertThat(capabilities.packetSocket().isGranted()).isEqualTo(capabilities.hasNetRaw());
        assertThat(capabilities.rawIpSocket().isGranted()).isEqualTo(capabilities.hasNetRaw());
        assertThat(capabilities.packetSocket()).isSameAs(capabilities.packetSocket());
    }

    @Test
    void shouldTellAMissingPrivilegeFromAMissingFeature() {
        Access denied = new Access(Optional.of(new NativeException("socket(AF_PACKET)", Errno.EPERM.number())));
        assertThat(denied.isGranted()).isFalse();
        assertThat(denied.explanation()).contains("EPERM").contains("CAP_NET_RAW");
        Access absent = new Access(Optional.of(new NativeException("socket(AF_XDP)", Errno.EAFNOSUPPORT.number())));
        assertThat(absent.explanation()).contains("kernel").doesNotContain("CAP_NET_RAW");
        assertThat(new Access(Optional.empty()).explanation()).isEqualTo("available");
    }
}

package hayate.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hayate.net.PortReservation.PortRange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortReservationTest {
    private static final int LOOPBACK = 0x7F000001;

    @Test
    void shouldPreferPortsAboveTheEphemeralRangeThenBelowThenInside() {
        List<Integer> bases = PortReservation.candidates(new PortRange(32768, 60999), new Random(1));
        assertThat(bases).doesNotHaveDuplicates().allMatch(base -> base % 16 == 0 && base >= 20000 && base <= 65520);
        int above = (65536 - 61008) / 16;
        int below = (32768 - 20000) / 16;
        assertThat(bases.subList(0, above)).allMatch(base -> base >= 61008).isNotEqualTo(sorted(bases, above));
        assertThat(bases.subList(above, above + below)).allMatch(base -> base + 15 < 32768);
        assertThat(bases.subList(above + below, bases.size())).allMatch(base -> base + 15 >= 32768 && base <= 60999);
    }

    private static List<Integer> sorted(List<Integer> bases, int count) {
        return bases.subList(0, count).stream().sorted().toList();
    }

    @Test
    void shouldStillFindPortsWhereEverythingIsEphemeral() {
        assertThat(PortReservation.candidates(new PortRange(1024, 65535), new Random(2)))
                .hasSizeGreaterThan(2000);
    }

    @Test
    void shouldGiveTwoScannersDifferentBlocks() {
        Random random = new Random(3);
        Set<Integer> bases = new HashSet<>();
        try (PortReservation first = PortReservation.choose(LOOPBACK, random);
                PortReservation second = PortReservation.choose(0, random);
                PortReservation third = PortReservation.choose(LOOPBACK, new Random(3))) {
            bases.add(first.basePort());
            bases.add(second.basePort());
            bases.add(third.basePort());
        }
        assertThat(bases).hasSize(3).allMatch(base -> base % 16 == 0);
    }

    @Test
    void shouldHoldEveryPortUntilClosed() throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        PortReservation reservation = PortReservation.choose(LOOPBACK, new Random(4));
        for (int port = reservation.basePort(); port < reservation.basePort() + 16; port++) {
            InetSocketAddress address = new InetSocketAddress(loopback, port);
            try (ServerSocket server = new ServerSocket()) {
                server.setReuseAddress(true);
                assertThatThrownBy(() -> server.bind(address)).isInstanceOf(IOException.class);
            }
        }
        reservation.close();
        try (PortReservation again = PortReservation.at(LOOPBACK, reservation.basePort())) {
            assertThat(again.basePort()).isEqualTo(reservation.basePort());
        }
    }

    @Test
    void shouldRefuseABlockInWhichSomebodyListens() throws IOException {
        try (PortReservation held = PortReservation.choose(LOOPBACK, new Random(5))) {
            int base = held.basePort();
            held.close();
            try (ServerSocket server = new ServerSocket()) {
                server.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), base + 9));
                assertThatThrownBy(() -> PortReservation.at(LOOPBACK, base))
                        .isInstanceOfSatisfying(
                                NativeException.class,
                                e -> assertThat(e.errno()).isEqualTo(Errno.EADDRINUSE))
                        .hasMessageContaining(base + "-" + (base + 15));
            }
        }
    }

    @Test
    void shouldRefuseWhatIsNoBlockOrNoAddressOfOurs() {
        assertThatThrownBy(() -> PortReservation.at(LOOPBACK, 65521)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PortReservation.choose(0xC0000201, new Random(6)))
                .isInstanceOfSatisfying(
                        NativeException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EADDRNOTAVAIL));
    }
}

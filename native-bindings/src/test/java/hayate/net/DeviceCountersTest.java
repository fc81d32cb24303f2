package hayate.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeviceCountersTest {
    private static final String TABLE = """
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls
                lo:  100      1    2    3    4     5          6         7      8       9   10   11   12    13   14 15
              eth0:200 1 2 3 4 5 6 7 8 9 10 4294967299 12 13 14 15
            """;

    @Test
    void shouldReadTheTransmitDropColumn() {
        assertThat(DeviceCounters.counter(TABLE, "lo:", 11)).isEqualTo(11);
        assertThat(DeviceCounters.counter(TABLE, "eth0:", 11)).isEqualTo(4294967299L);
        assertThat(DeviceCounters.counter(TABLE, "eth1:", 11)).isZero();
        assertThat(DeviceCounters.counter("", "lo:", 11)).isZero();
    }
}

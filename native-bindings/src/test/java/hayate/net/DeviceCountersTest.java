package hayate.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
        assertThat(counter(TABLE, "lo", 11)).isEqualTo(11);
        assertThat(counter(TABLE, "eth0", 11)).isEqualTo(4294967299L);
        assertThat(counter(TABLE, "lo", 3)).isEqualTo(3);
    }

    @Test
    void shouldFindNothingWhereThereIsNoSuchRowOrColumn() {
        assertThat(counter(TABLE, "eth1", 11)).isZero();
        assertThat(counter(TABLE, "h0", 11)).isZero();
        assertThat(counter("", "lo", 11)).isZero();
        assertThat(counter("lo:", "lo", 11)).isZero();
        assertThat(counter("lo: 1 2", "lo", 11)).isZero();
    }

    private static long counter(String table, String interfaceName, int column) {
        ByteBuffer bytes = ByteBuffer.wrap(table.getBytes(StandardCharsets.US_ASCII));
        return DeviceCounters.counter(bytes, DeviceCounters.prefix(interfaceName), column);
    }
}

package hayate.net;

import hayate.net.SocketLayout.Tm;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * The time of this machine's zone as libc tells it, from {@code TZ} or {@code /etc/localtime}. The JDK knows every zone's rules,
 * which take 40 ms to read; a scan only asks what the clock on the wall shows.
 */
public final class LocalTime {
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private LocalTime() {}

    /** How far local time was from UTC at a moment. */
    public static ZoneOffset offsetAt(long epochNs) {
        try (NativeMemory time = NativeMemory.allocate(Long.BYTES);
                NativeMemory broken = NativeMemory.allocate(Tm.SIZE)) {
            time.buffer().putLong(0, Math.floorDiv(epochNs, NS_PER_SECOND));
            Libc.localtime(time, broken);
            return ZoneOffset.ofTotalSeconds((int) broken.buffer().getLong(Tm.TM_GMTOFF));
        }
    }

    /** Local date and time of a moment. */
    public static LocalDateTime at(long epochNs) {
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(epochNs, NS_PER_SECOND), (int) Math.floorMod(epochNs, NS_PER_SECOND), offsetAt(epochNs));
    }
}

package hayate.probe;

/**
 * Our clock in TSval: microseconds modulo 2<sup>32</sup> (71 minutes) plus a secret offset, so that the wire does not tell
 * the time of this machine. A reply echoes it in TSecr (RFC 7323), and the difference to the reply's arrival is the round
 * trip. Immutable, used by any thread.
 */
public final class TimestampClock {
    /** What {@link #rttUs} gives when the echo cannot be a clock reading of ours. */
    public static final int RTT_UNKNOWN = -1;
    /** The longest round trip believed, 60 s: more is a forged or stale echo. */
    public static final int RTT_US_MAX = 60_000_000;
    /** How far the kernel's receive clock may lie behind ours: beyond it an echo "from the future" is not ours. */
    public static final int CLOCK_ERROR_US_MAX = 10_000;

    private static final long USE = 0x5453_7661_6C00_0000L;

    private final int offsetUs;

    /** A clock whose offset comes from the key. */
    public TimestampClock(CookieKey key) {
        this.offsetUs = (int) key.derive(USE);
    }

    /** The TSval of a probe sent at {@code epochNs}, nanoseconds since the epoch. */
    public int tsvalOf(long epochNs) {
        return (int) (epochNs / 1000) + offsetUs;
    }

    /**
     * The round trip in microseconds, at least 1, of a reply that echoes {@code tsecr} and arrived at
     * {@code receivedEpochNs}; or {@link #RTT_UNKNOWN}. An echo of 0 is what stacks send that do not echo.
     */
    public int rttUs(int tsecr, long receivedEpochNs) {
        int elapsedUs = tsvalOf(receivedEpochNs) - tsecr;
        if (tsecr == 0 || elapsedUs > RTT_US_MAX || elapsedUs < -CLOCK_ERROR_US_MAX) {
            return RTT_UNKNOWN;
        }
        return Math.max(elapsedUs, 1);
    }
}

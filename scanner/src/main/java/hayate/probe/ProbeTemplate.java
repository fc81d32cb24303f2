package hayate.probe;

import java.nio.ByteBuffer;

/** One route's frames: constants written once per slot, the rest stamped per probe. Immutable. */
public interface ProbeTemplate {
    /** The longest frame, in bytes. */
    int frameLengthBytes();

    /** Writes the constants of a slot and zeros where stamps go; {@code frames} is big-endian. */
    void prefill(ByteBuffer frames, int offset);

    /**
     * Makes a prefilled slot the probe of one target.
     *
     * @param frames the sender's memory, big-endian
     * @param offset where the slot begins
     * @param address the target's address
     * @param port the target's port
     * @param attempt 0..{@link ProbeConfig#ATTEMPTS_MAX} - 1
     * @param tsval our clock, see {@link TimestampClock}
     * @return the frame's length in bytes
     */
    int stamp(ByteBuffer frames, int offset, int address, int port, int attempt, int tsval);

    /** Sends a slot to another neighbour, for targets on the link; nothing without Ethernet, where the kernel resolves. */
    void stampNextHop(ByteBuffer frames, int offset, long mac);
}

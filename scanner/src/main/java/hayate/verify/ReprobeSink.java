package hayate.verify;

/**
 * Takes requests to ask a target again from another port. They come from packets that prove nothing, so whoever takes
 * them bounds them.
 */
@FunctionalInterface
public interface ReprobeSink {
    /**
     * A challenge ACK (RFC 5961) came: the target still holds a connection from our port of this attempt, and neither
     * accepts nor refuses a new one there.
     *
     * @param index the target's index in the space
     * @param attempt the attempt whose port is taken
     */
    void onChallengeAck(long index, int attempt);
}

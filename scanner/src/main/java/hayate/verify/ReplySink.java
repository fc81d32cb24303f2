package hayate.verify;

/** Takes verified replies on the receiver's thread; the reply is valid only during the call. */
@FunctionalInterface
public interface ReplySink {
    /** Takes one reply. Neither blocks nor throws. */
    void onReply(Reply reply);
}

/**
 * Stage 7 of 10. Reads received packets, writes verified replies ({@link hayate.verify.ReplySink}), requests to ask
 * again ({@link hayate.verify.ReprobeSink}) and counters, runs on the receiver's thread.
 *
 * <p>Everything here is hostile input. {@link hayate.verify.ReplyVerifier} answers one question, "does this packet prove
 * that it answers a probe of ours?"; what a proven reply says of its target is for the result stage.
 */
package hayate.verify;

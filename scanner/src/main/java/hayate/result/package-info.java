/**
 * Stage 8 of 10. Reads verified replies, writes the {@link hayate.result.AnsweredMap} and the
 * {@link hayate.result.FindingRing}, runs on the receiver's thread up to the ring and on the reporter's thread after it.
 *
 * <pre>
 *  receiver's thread                                         reporter's thread
 *  ReplyVerifier ─▶ Answers ─▶ AnsweredMap.raise ─ new ─▶ FindingRing ─▶ FindingSink
 *                                  ▲      └ known: counted     └ spill while the ring is full
 *                     generator ───┘ (reads racily: whom to ask again)
 * </pre>
 */
package hayate.result;

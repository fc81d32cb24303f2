/**
 * Stage 3 of 10. Reads the plan's order, writes blocks of targets into the {@link hayate.queue.ProbeRing}, runs on the
 * generator thread.
 *
 * <pre>
 *  SendingOrder ─▶ Generator ─▶ ProbeRing (64 blocks of 256 targets) ─▶ Transmitter 0
 *                     ▲                                              └▶ Transmitter n-1
 *                     └── Pass: which steps, which attempt, whom to skip
 * </pre>
 */
package hayate.queue;

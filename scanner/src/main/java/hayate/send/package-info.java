/**
 * Stage 4 of 10. Reads blocks of targets from the {@link hayate.queue.ProbeRing}, writes frames to the network, runs on
 * the transmitter thread(s).
 *
 * <p>A {@link hayate.send.Transmitter} finds the {@link hayate.send.Lane} of each target (route, template, exit), stamps
 * the probe into a slot of the exit's sender and flushes in batches, as its {@link hayate.send.Allowance} permits.
 */
package hayate.send;

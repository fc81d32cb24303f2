/**
 * Stage 2 of 10. Reads packed targets, writes SYN frames into the sender's slots, runs on the transmitter's thread.
 *
 * <p>A probe carries everything that its reply must prove: {@link hayate.probe.CookieKey} in the sequence number, the
 * attempt in the source port, {@link hayate.probe.TimestampClock} in TSval. {@link hayate.probe.TcpTemplate} writes the
 * constants of a frame once per slot and stamps the rest per probe.
 */
package hayate.probe;

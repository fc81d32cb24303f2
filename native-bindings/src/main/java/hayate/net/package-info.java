/**
 * The only package that knows C: one façade over libc ({@link hayate.net.Libc}), off-heap memory, typed errors, and the
 * two interfaces behind which every real and simulated network stands: {@link hayate.net.FrameSender} and
 * {@link hayate.net.FrameReceiver}.
 *
 * <p>Addresses are IPv4 in an {@code int} whose most significant byte is the first octet: 10.0.0.1 is
 * {@code 0x0A000001}. Buffers of wire bytes are big-endian; buffers of C structures are in native order.
 */
package hayate.net;

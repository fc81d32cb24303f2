package hayate.plan;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Finds the host name of an IPv4 address. Called from several threads at once. */
@FunctionalInterface
public interface ReverseResolver {
    /** The name of an address (first octet most significant), or an empty string if it has none. */
    String nameOf(int address);

    /** The resolver of this machine; waits as long as that is told to. */
    static ReverseResolver system() {
        return address -> {
            try {
                InetAddress target = InetAddress.getByAddress(
                        ByteBuffer.allocate(Integer.BYTES).putInt(address).array());
                String name = target.getCanonicalHostName();
                return name.equals(target.getHostAddress()) ? "" : name;
            } catch (UnknownHostException e) {
                throw new UncheckedIOException("four octets are an address", e);
            }
        };
    }
}

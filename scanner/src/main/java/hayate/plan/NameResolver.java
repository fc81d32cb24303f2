package hayate.plan;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Finds the IPv4 addresses of a host name. Called from several threads at once. */
@FunctionalInterface
public interface NameResolver {
    /** The IPv4 addresses of a name in the resolver's order (first octet most significant), none if it has none. */
    List<Integer> resolve(String name);

    /** The resolver of this machine: hosts file and DNS as configured, waiting as long as those are told to. */
    static NameResolver system() {
        return name -> {
            try {
                List<Integer> addresses = new ArrayList<>();
                for (InetAddress address : InetAddress.getAllByName(name)) {
                    if (address instanceof Inet4Address) {
                        addresses.add(ByteBuffer.wrap(address.getAddress()).getInt());
                    }
                }
                return addresses;
            } catch (UnknownHostException e) {
                return List.of();
            }
        };
    }
}

package hayate.cli;

import hayate.net.Capabilities;
import hayate.work.Entropy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The machine, read from {@code /proc} and {@code /sys}: a file costs a fraction of a millisecond, where the JDK's
 * {@code NetworkInterface} and {@code SecureRandom} cost tens of them at start-up. Where those files do not exist, the
 * JDK is asked, and a privilege is taken as given: the first system call that needs it will tell.
 */
final class LinuxHost implements Host {
    private static final Path INTERFACES = Path.of("/sys/class/net");

    private final Capabilities capabilities = new Capabilities();

    @Override
    public List<String> interfaces() {
        try (Stream<Path> entries = Files.list(INTERFACES)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            return interfacesOfJdk();
        }
    }

    private static List<String> interfacesOfJdk() {
        try (Stream<NetworkInterface> all = NetworkInterface.networkInterfaces()) {
            return all.map(NetworkInterface::getName).sorted().toList();
        } catch (SocketException e) {
            return List.of();
        }
    }

    @Override
    public boolean hasInterface(String name) {
        return interfaces().contains(name);
    }

    @Override
    public boolean ownsAddress(int address) {
        if (address >>> 24 == 127) {
            return true;
        }
        byte[] octets = {(byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address};
        try {
            return NetworkInterface.getByInetAddress(InetAddress.getByAddress(octets)) != null;
        } catch (SocketException | UnknownHostException e) {
            return false;
        }
    }

    @Override
    public boolean mayOpenRawSockets() {
        return capabilities.hasNetRaw();
    }

    @Override
    public boolean mayChangeFirewall() {
        return capabilities.hasNetAdmin();
    }

    @Override
    public String environment(String name) {
        return System.getenv(name);
    }

    @Override
    public long randomSeed() {
        return Entropy.bits();
    }
}

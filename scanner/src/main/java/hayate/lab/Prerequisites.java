package hayate.lab;

import hayate.net.Libc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a laboratory needs of its machine: Linux, root, and a few programs, each named with the package that has it. */
final class Prerequisites {
    private static final Map<String, String> PACKAGES = new TreeMap<>(Map.of("ip", "iproute2", "nft", "nftables"));

    private Prerequisites() {}

    /**
     * @param command how the user calls it, for the hint
     * @throws LabException with exit code 77 that says what to do
     */
    static void require(String command) {
        if (!Files.isDirectory(Path.of("/proc/sys/net"))) {
            throw missing("hayate " + command + " makes network namespaces and needs Linux");
        }
        if (Libc.effectiveUserId() != 0) {
            throw missing("hayate " + command + " makes network namespaces and needs root: sudo ./hayate " + command);
        }
        List<String> packages = new ArrayList<>();
        List<String> tools = new ArrayList<>();
        PACKAGES.forEach((tool, name) -> {
            if (Tool.find(tool) == null) {
                tools.add(tool);
                packages.add(name);
            }
        });
        if (!tools.isEmpty()) {
            throw missing("hayate " + command + " needs " + String.join(" and ", tools) + ": apt-get install -y "
                    + String.join(" ", packages));
        }
    }

    private static LabException missing(String message) {
        return new LabException(message, ExitCodes.NO_PRIVILEGE);
    }
}

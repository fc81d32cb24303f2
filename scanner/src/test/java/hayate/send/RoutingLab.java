package hayate.send;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hayate.net.Libc;
import hayate.net.NetworkNamespace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Two network namespaces, scanner and peer, joined by veth pairs; made and removed by one test class. */
public final class RoutingLab implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String scanner;
    private final String peer;

    /** What a command left: exit status and both outputs together. */
    public record Result(int status, String output) {}

    private RoutingLab(String base) {
        scanner = base + "s";
        peer = base + "p";
    }

    /** Makes both namespaces, or skips the test where that cannot be done. */
    public static RoutingLab open() {
        assumeTrue(Libc.effectiveUserId() == 0, "network namespaces need root");
        assumeTrue(run("ip -V").status() == 0, "no ip (iproute2)");
        RoutingLab lab = new RoutingLab("hy-" + ProcessHandle.current().pid() + "-r" + NUMBER.incrementAndGet());
        must("ip netns add " + lab.scanner);
        must("ip netns add " + lab.peer);
        lab.inScanner("ip link set lo up");
        lab.inPeer("ip link set lo up");
        return lab;
    }

    /** Joins the two by {@code v<n>} (scanner) and {@code p<n>} (peer). */
    public void join(int number, String scannerAddress, String peerAddress) {
        must("ip link add v" + number + " netns " + scanner + " type veth peer name p" + number + " netns " + peer);
        inScanner("ip addr add " + scannerAddress + " dev v" + number);
        inPeer("ip addr add " + peerAddress + " dev p" + number);
        inScanner("ip link set v" + number + " up");
        inPeer("ip link set p" + number + " up");
    }

    /** Runs a command that must succeed. */
    public String inScanner(String command) {
        return must("ip netns exec " + scanner + " " + command);
    }

    /** Runs a command that must succeed. */
    public String inPeer(String command) {
        return must("ip netns exec " + peer + " " + command);
    }

    /** Runs a command that may fail. */
    public Result tryInScanner(String command) {
        return run("ip netns exec " + scanner + " " + command);
    }

    /** Calls on a fresh thread inside the scanner's namespace. */
    public <T> T callInScanner(Callable<T> call) throws Exception {
        return NetworkNamespace.callIn(scanner, call);
    }

    /** Calls on a fresh thread inside the peer's namespace. */
    public <T> T callInPeer(Callable<T> call) throws Exception {
        return NetworkNamespace.callIn(peer, call);
    }

    private static String must(String command) {
        Result result = run(command);
        if (result.status() != 0) {
            throw new IllegalStateException(command + ": " + result.output());
        }
        return result.output();
    }

    private static Result run(String command) {
        try {
            Process process = new ProcessBuilder(command.split(" ", -1))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Result(-1, output);
            }
            return new Result(process.exitValue(), output);
        } catch (IOException e) {
            return new Result(-1, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        run("ip netns del " + scanner);
        run("ip netns del " + peer);
    }
}

package hayate.net;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Network namespaces made by {@code ip netns add}. A namespace belongs to a thread, not to the process: what a thread
 * opens after {@link #enter} (sockets, rings, netlink, {@code /proc/thread-self/net}) stays in that namespace whoever
 * uses it later. Needs CAP_SYS_ADMIN. setns(2), network_namespaces(7).
 */
public final class NetworkNamespace {
    private static final String FOLDER = "/run/netns/";

    private NetworkNamespace() {}

    /**
     * Moves the calling thread into a namespace for the rest of its life: only for threads made for the purpose.
     *
     * @throws NativeException ENOENT if there is none of this name, EPERM without privilege
     */
    public static void enter(String name) {
        int fd = Libc.open(FOLDER + name, Libc.O_RDONLY);
        try {
            Libc.setNetworkNamespace(fd, name);
        } finally {
            Libc.close(fd);
        }
    }

    /** Runs something on a fresh thread inside a namespace, and waits for its result. */
    public static <T> T callIn(String name, Callable<T> call) throws Exception {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter(name);
            return call.call();
        });
        new Thread(task, "netns-" + name).start();
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}

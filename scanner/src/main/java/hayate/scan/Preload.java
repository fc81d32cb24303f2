package hayate.scan;

import hayate.net.Libc;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Loads beside the main thread what every scan uses first and what takes long: the bindings of libc (30 ms), the class that
 * handles signals and the hash of plans (10 ms each), while the main thread reads its options. What fails here fails again
 * where it is used, and is told there.
 */
public final class Preload {
    private Preload() {}

    /** Begins it and does not wait. */
    public static void begin() {
        Thread thread = new Thread(Preload::load, "hayate-preload");
        thread.setDaemon(true);
        thread.start();
    }

    private static void load() {
        try {
            Libc.effectiveUserId();
            Signals.prepare();
            MessageDigest.getInstance("SHA-256");
        } catch (LinkageError | RuntimeException | NoSuchAlgorithmException e) {
            System.getLogger(Preload.class.getName()).log(System.Logger.Level.DEBUG, "preloading", e);
        }
    }
}

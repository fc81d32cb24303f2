package hayate.work;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * Secret random bits straight from the kernel's generator (random(4)). {@link SecureRandom} mixes the same bits once more
 * and costs 30 ms of every start for it; it stands in where the kernel has no such file.
 */
public final class Entropy {
    private static final Path KERNEL = Path.of("/dev/urandom");

    private Entropy() {}

    /** 64 bits that nobody can know. */
    public static long bits() {
        try (DataInputStream random = new DataInputStream(Files.newInputStream(KERNEL))) {
            return random.readLong();
        } catch (IOException e) {
            return new SecureRandom().nextLong();
        }
    }
}

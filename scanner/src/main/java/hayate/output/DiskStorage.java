package hayate.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The real file system. */
final class DiskStorage implements Storage {
    static final DiskStorage INSTANCE = new DiskStorage(Durability.ALWAYS);

    private final Durability durability;

    DiskStorage(Durability durability) {
        this.durability = durability;
    }

    @Override
    public OutputChannel open(Path path) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            return new StreamChannel(FileChannel.open(path, StandardOpenOption.WRITE));
        }
        return new DiskChannel(
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                durability);
    }

    @Override
    public OutputChannel standardOutput() {
        return new StandardOutputChannel();
    }

    @Override
    public void replace(Path path, byte[] content) throws IOException {
        Path temporary = path.resolveSibling(path.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (durability.isDue()) {
                channel.force(true);
            }
        }
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder(path);
    }

    @Override
    public void delete(Path path) throws IOException {
        if (Files.deleteIfExists(path)) {
            syncFolder(path);
        }
    }

    /** A rename or removal is durable only when the folder is synced (fsync(2)). */
    private void syncFolder(Path path) throws IOException {
        if (!durability.isDue()) {
            return;
        }
        try (FileChannel folder = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}

package hayate.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;

/**
 * A regular file. Its lock is of the process (fcntl), and closing any other descriptor of the file would drop it: so a
 * locked file is opened once and this channel is handed on.
 */
final class DiskChannel implements OutputChannel {
    private final FileChannel channel;
    private final Durability durability;

    DiskChannel(FileChannel channel, Durability durability) {
        this.channel = channel;
        this.durability = durability;
    }

    @Override
    public boolean isFile() {
        return true;
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
        return channel.write(bytes, position);
    }

    @Override
    public int read(ByteBuffer bytes, long position) throws IOException {
        return channel.read(bytes, position);
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public void truncate(long lengthBytes) throws IOException {
        channel.truncate(lengthBytes);
    }

    @Override
    public void force() throws IOException {
        if (durability.isDue()) {
            channel.force(false);
        }
    }

    @Override
    public boolean tryLock() throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public boolean isReaderGone() {
        return false;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

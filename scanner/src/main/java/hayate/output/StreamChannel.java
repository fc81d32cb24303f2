package hayate.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A named pipe or device: written in order, never rewritten. A full pipe blocks the reporter until its reader reads. */
final class StreamChannel implements OutputChannel {
    private final WritableByteChannel channel;

    StreamChannel(WritableByteChannel channel) {
        this.channel = channel;
    }

    @Override
    public boolean isFile() {
        return false;
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
        return channel.write(bytes);
    }

    @Override
    public int read(ByteBuffer bytes, long position) {
        return -1;
    }

    @Override
    public long size() {
        return 0;
    }

    @Override
    public void truncate(long lengthBytes) {}

    @Override
    public void force() {}

    @Override
    public boolean tryLock() {
        return true;
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

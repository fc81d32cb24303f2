package hayate.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A named pipe or device: written in order, never rewritten. A full pipe blocks the reporter until its reader reads. */
final class StreamChannel implements SequentialChannel {
    private final WritableByteChannel channel;

    StreamChannel(WritableByteChannel channel) {
        this.channel = channel;
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
        return channel.write(bytes);
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

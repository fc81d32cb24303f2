package hayate.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The disk, of a process that is killed at its {@code crashStep}-th change of anything: before it or in its middle. */
final class FaultyStorage implements Storage {
    /** The kill. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final int crashStep;
    private final List<OutputChannel> opened = new ArrayList<>();
    private int steps;

    FaultyStorage(int crashStep) {
        this.crashStep = crashStep;
    }

    int steps() {
        return steps;
    }

    /** What the kernel does after the kill: closes every descriptor. */
    void closeAll() throws IOException {
        for (OutputChannel channel : opened) {
            channel.close();
        }
    }

    private boolean isCrashNow() {
        return ++steps == crashStep;
    }

    private void step() {
        if (isCrashNow()) {
            throw new Crash();
        }
    }

    @Override
    public OutputChannel open(Path path) throws IOException {
        step();
        OutputChannel channel = new Faulty(DiskStorage.INSTANCE.open(path));
        opened.add(channel);
        return channel;
    }

    @Override
    public OutputChannel standardOutput() {
        throw new UnsupportedOperationException("the tests' own");
    }

    @Override
    public void replace(Path path, byte[] content) throws IOException {
        step();
        DiskStorage.INSTANCE.replace(path, content);
        step();
    }

    @Override
    public void delete(Path path) throws IOException {
        step();
        DiskStorage.INSTANCE.delete(path);
    }

    private final class Faulty implements OutputChannel {
        private final OutputChannel inner;

        Faulty(OutputChannel inner) {
            this.inner = inner;
        }

        @Override
        public boolean isFile() {
            return inner.isFile();
        }

        @Override
        public int write(ByteBuffer bytes, long position) throws IOException {
            if (isCrashNow()) {
                bytes.limit(bytes.position() + bytes.remaining() / 2);
                inner.write(bytes, position);
                throw new Crash();
            }
            return inner.write(bytes, position);
        }

        @Override
        public int read(ByteBuffer bytes, long position) throws IOException {
            return inner.read(bytes, position);
        }

        @Override
        public long size() throws IOException {
            return inner.size();
        }

        @Override
        public void truncate(long lengthBytes) throws IOException {
            step();
            inner.truncate(lengthBytes);
        }

        @Override
        public void force() {
            step();
        }

        @Override
        public boolean tryLock() throws IOException {
            return inner.tryLock();
        }

        @Override
        public boolean isReaderGone() {
            return inner.isReaderGone();
        }

        @Override
        public void close() throws IOException {
            inner.close();
        }
    }
}

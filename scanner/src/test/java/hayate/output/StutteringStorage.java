package hayate.output;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** A disk that is full now and then, mostly in the middle of a write. */
final class StutteringStorage implements Storage {
    private final SplittableRandom random;
    boolean failing;

    StutteringStorage(SplittableRandom random) {
        this.random = random;
    }

    @Override
    public OutputChannel open(Path path) throws IOException {
        OutputChannel inner = DiskStorage.INSTANCE.open(path);
        return (OutputChannel) Proxy.newProxyInstance(
                OutputChannel.class.getClassLoader(),
                new Class<?>[] {OutputChannel.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("write") && failing && random.nextInt(3) > 0) {
                        stutter((ByteBuffer) arguments[0]);
                        int limit = ((ByteBuffer) arguments[0]).limit();
                        try {
                            return shortWrite(inner, (ByteBuffer) arguments[0], (long) arguments[1]);
                        } finally {
                            ((ByteBuffer) arguments[0]).limit(limit);
                        }
                    }
                    try {
                        return method.invoke(inner, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void stutter(ByteBuffer bytes) throws IOException {
        if (random.nextInt(3) == 0 || bytes.remaining() < 2) {
            throw new IOException("No space left on device");
        }
    }

    private int shortWrite(OutputChannel inner, ByteBuffer bytes, long position) throws IOException {
        bytes.limit(bytes.position() + 1 + random.nextInt(bytes.remaining() - 1));
        return inner.write(bytes, position);
    }

    @Override
    public OutputChannel standardOutput() {
        throw new UnsupportedOperationException("not used");
    }

    @Override
    public void replace(Path path, byte[] content) throws IOException {
        if (failing && random.nextInt(3) == 0) {
            throw new IOException("No space left on device");
        }
        DiskStorage.INSTANCE.replace(path, content);
    }

    @Override
    public void delete(Path path) throws IOException {
        DiskStorage.INSTANCE.delete(path);
    }
}

package hayate.output;

import java.nio.ByteBuffer;

/** An output that only goes forward, a pipe or a device: nothing written can be read, cut off or synced again. */
interface SequentialChannel extends OutputChannel {
    @Override
    default boolean isFile() {
        return false;
    }

    @Override
    default int read(ByteBuffer bytes, long position) {
        return -1;
    }

    @Override
    default long size() {
        return 0;
    }

    @Override
    default void truncate(long lengthBytes) {}

    @Override
    default void force() {}

    @Override
    default boolean tryLock() {
        return true;
    }
}

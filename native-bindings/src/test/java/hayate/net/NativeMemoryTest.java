package hayate.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeMemoryTest {
    private static final int PAGE_BYTES = 4096;

    @Test
    void shouldHonourTheOffsetOfAMappingAlthoughItIsTheSixthArgument(@TempDir Path folder) throws IOException {
        byte[] content = new byte[3 * PAGE_BYTES];
        for (int page = 0; page < 3; page++) {
            content[page * PAGE_BYTES] = (byte) (page + 1);
        }
        Path file = Files.write(folder.resolve("pages"), content);
        int fd = Libc.open(file.toString(), Libc.O_RDWR);
        for (int page = 0; page < 3; page++) {
            try (NativeMemory memory = NativeMemory.map(fd, PAGE_BYTES, (long) page * PAGE_BYTES, 0, "pages")) {
                assertThat(memory.buffer().get(0)).isEqualTo((byte) (page + 1));
            }
        }
        Libc.close(fd);
    }

    @Test
    void shouldGiveZeroedMemoryInNativeOrder() {
        try (NativeMemory memory = NativeMemory.allocate(PAGE_BYTES)) {
            for (int i = 0; i < PAGE_BYTES; i++) {
                assertThat(memory.buffer().get(i)).isZero();
            }
            memory.buffer().putInt(8, 0x01020304);
            assertThat(NativeMemory.view(memory.address() + 8, Integer.BYTES).getInt(0))
                    .isEqualTo(0x01020304);
        }
    }

    @Test
    void shouldSayWhichCallFailedOnWhat() {
        assertThatThrownBy(() -> Libc.open("/no/such/file", Libc.O_RDONLY))
                .isInstanceOf(NativeException.class)
                .hasMessageContaining("open(/no/such/file)")
                .hasMessageContaining("ENOENT");
        assertThatThrownBy(() -> Libc.interfaceIndex("nosuchinterface"))
                .isInstanceOfSatisfying(
                        NativeException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV));
    }
}

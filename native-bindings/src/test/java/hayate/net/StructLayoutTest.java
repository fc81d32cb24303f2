package hayate.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares every offset and size constant with what the C compiler of this machine says. */
class StructLayoutTest {
    private static final String HEADERS = """
            #define _GNU_SOURCE
            #include <stddef.h>
            #include <stdio.h>
            #include <poll.h>
            #include <sys/epoll.h>
            #include <termios.h>
            #include <time.h>
            #include <sys/socket.h>
            #include <netinet/in.h>
            #include <linux/filter.h>
            #include <linux/if_packet.h>
            #include <linux/if_xdp.h>
            """;

    /** Fields that lie inside an inner structure or union, by their outermost structure. */
    private static final Map<String, String> INNER = Map.of(
            "mmsghdr.msg_len", "msg_len",
            "mmsghdr", "msg_hdr.",
            "tpacket_block_desc.version", "version",
            "tpacket_block_desc.offset_to_priv", "offset_to_priv",
            "tpacket_block_desc", "hdr.bh1.",
            "tpacket3_hdr.tp_rxhash", "hv1.tp_rxhash",
            "tpacket3_hdr.tp_vlan_tci", "hv1.tp_vlan_tci",
            "tpacket3_hdr.tp_vlan_tpid", "hv1.tp_vlan_tpid");

    private static final Map<Class<?>, String> STRUCTURES = Map.ofEntries(
            Map.entry(SocketLayout.SockaddrIn.class, "sockaddr_in"),
            Map.entry(SocketLayout.Iovec.class, "iovec"),
            Map.entry(SocketLayout.Mmsghdr.class, "mmsghdr"),
            Map.entry(SocketLayout.Pollfd.class, "pollfd"),
            Map.entry(SocketLayout.EpollEvent.class, "epoll_event"),
            Map.entry(SocketLayout.Termios.class, "termios"),
            Map.entry(SocketLayout.Linger.class, "linger"),
            Map.entry(SocketLayout.SockFilter.class, "sock_filter"),
            Map.entry(SocketLayout.Tm.class, "tm"),
            Map.entry(SocketLayout.SockFprog.class, "sock_fprog"),
            Map.entry(PacketLayout.SockaddrLl.class, "sockaddr_ll"),
            Map.entry(PacketLayout.TpacketReq3.class, "tpacket_req3"),
            Map.entry(PacketLayout.TpacketBlockDesc.class, "tpacket_block_desc"),
            Map.entry(PacketLayout.Tpacket3Hdr.class, "tpacket3_hdr"),
            Map.entry(PacketLayout.TpacketStatsV3.class, "tpacket_stats_v3"),
            Map.entry(XdpLayout.SockaddrXdp.class, "sockaddr_xdp"),
            Map.entry(XdpLayout.XdpUmemReg.class, "xdp_umem_reg"),
            Map.entry(XdpLayout.XdpRingOffset.class, "xdp_ring_offset"),
            Map.entry(XdpLayout.XdpMmapOffsets.class, "xdp_mmap_offsets"),
            Map.entry(XdpLayout.XdpDesc.class, "xdp_desc"));

    @TempDir
    Path folder;

    @Test
    void shouldKnowEveryStructureOfTheLayoutClasses() {
        for (Class<?> layout : List.of(SocketLayout.class, PacketLayout.class, XdpLayout.class)) {
            assertThat(STRUCTURES.keySet()).contains(layout.getDeclaredClasses());
        }
    }

    @Test
    void shouldAgreeWithTheCompilerOnEverySizeAndOffset() throws Exception {
        assumeTrue(Commands.exists("cc"), "no C compiler");
        Map<String, Integer> ours = constants();
        assertThat(ours).hasSizeGreaterThan(80);
        assertThat(fromCompiler(ours)).isEqualTo(ours);
    }

    private static Map<String, Integer> constants() throws IllegalAccessException {
        Map<String, Integer> constants = new TreeMap<>();
        for (Map.Entry<Class<?>, String> structure : STRUCTURES.entrySet()) {
            for (Field field : structure.getKey().getDeclaredFields()) {
                if (!field.isSynthetic() && field.getType() == int.class) {
                    field.setAccessible(true);
                    constants.put(expression(structure.getValue(), field.getName()), field.getInt(null));
                }
            }
        }
        return constants;
    }

    private static String expression(String structure, String constant) {
        if (constant.equals("SIZE")) {
            return "sizeof(struct " + structure + ")";
        }
        String name = constant.toLowerCase(Locale.ROOT);
        String member = INNER.getOrDefault(structure + "." + name, INNER.getOrDefault(structure, "") + name);
        return "offsetof(struct " + structure + ", " + member + ")";
    }

    private Map<String, Integer> fromCompiler(Map<String, Integer> expressions)
            throws IOException, InterruptedException {
        StringBuilder program = new StringBuilder(HEADERS).append("int main(void) {\n");
        expressions
                .keySet()
                .forEach(e -> program.append("printf(\"%s=%zu\\n\", \"")
                        .append(e)
                        .append("\", ")
                        .append(e)
                        .append(");\n"));
        Path source = folder.resolve("layout.c");
        Files.writeString(source, program.append("return 0; }\n"), StandardCharsets.UTF_8);
        Path binary = folder.resolve("layout");
        Commands.run("cc", "-o", binary.toString(), source.toString());
        Map<String, Integer> result = new TreeMap<>();
        for (String line : Commands.run(binary.toString()).lines().toList()) {
            String[] parts = line.split("=");
            result.put(parts[0], Integer.parseInt(parts[1]));
        }
        return result;
    }
}

package hayate.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hayate.net.NativeException;
import hayate.send.RoutingLab;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("network")
class KernelRstRuleNetworkTest {
    private static final List<KernelRstRule.Guarded> GUARDED =
            List.of(new KernelRstRule.Guarded("v0", 0x0A010001), new KernelRstRule.Guarded("lo", 0x7F000001));

    private static RoutingLab lab;

    @BeforeAll
    static void joinNamespaces() {
        lab = RoutingLab.open();
        assumeTrue(lab.tryInScanner("nft --version").status() == 0, "no nft (nftables)");
        lab.join(0, "10.1.0.1/24", "10.1.0.2/24");
    }

    @AfterAll
    static void removeNamespaces() {
        if (lab != null) {
            lab.close();
        }
    }

    private static boolean connects(String from, int sourcePort, InetAddress to, int port) throws Exception {
        return lab.callInScanner(() -> {
            try (Socket socket = new Socket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getByName(from), sourcePort));
                socket.connect(new InetSocketAddress(to, port), 400);
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    private static ServerSocket listen(String address) throws IOException {
        return new ServerSocket(0, 16, InetAddress.getByName(address));
    }

    @Test
    void shouldHideSynAcksOfOurPortsOnlyWhileOpen() throws Exception {
        Callable<ServerSocket> remote = () -> listen("10.1.0.2");
        Callable<ServerSocket> local = () -> listen("127.0.0.1");
        try (ServerSocket peer = lab.callInPeer(remote);
                ServerSocket own = lab.callInScanner(local)) {
            KernelRstRule rule = lab.callInScanner(() -> KernelRstRule.install(GUARDED, 40_000, 40_015));
            assertThat(connects("10.1.0.1", 40_003, peer.getInetAddress(), peer.getLocalPort()))
                    .isFalse();
            assertThat(connects("10.1.0.1", 40_016, peer.getInetAddress(), peer.getLocalPort()))
                    .isTrue();
            assertThat(connects("127.0.0.1", 40_004, own.getInetAddress(), own.getLocalPort()))
                    .isFalse();
            assertThat(connects("127.0.0.1", 40_017, own.getInetAddress(), own.getLocalPort()))
                    .isTrue();
            lab.callInScanner(() -> {
                KernelRstRule.removeStale();
                return null;
            });
            assertThat(lab.inScanner("nft list tables netdev")).contains("hayate_");
            lab.callInScanner(() -> {
                rule.close();
                rule.close();
                return null;
            });
            assertThat(lab.inScanner("nft list tables netdev")).doesNotContain("hayate_");
            assertThat(connects("10.1.0.1", 40_005, peer.getInetAddress(), peer.getLocalPort()))
                    .isTrue();
        }
    }

    @Test
    void shouldRemoveTableOfDeadScanThatLeftMarker() throws Exception {
        RstTableName dead = lab.callInScanner(
                () -> new RstTableName(1, 7, RstTableName.own().pidNamespace()));
        lab.inScanner("nft add table netdev " + dead.text());
        Path marker = lab.callInScanner(
                () -> Path.of("/run/hayate/rst-" + RstTableName.namespace("net") + "-" + dead.text()));
        Files.createDirectories(marker.getParent());
        Files.createFile(marker);
        lab.callInScanner(() -> {
            KernelRstRule.removeStale();
            return null;
        });
        assertThat(lab.inScanner("nft list tables netdev")).doesNotContain(dead.text());
        assertThat(marker).doesNotExist();
    }

    @Test
    void shouldSayWhatNftRefused() {
        assertThatThrownBy(() -> lab.callInScanner(() -> KernelRstRule.install(GUARDED, 9, 1)))
                .isInstanceOf(KernelRstException.class)
                .hasMessageStartingWith("nft refused: ");
        List<KernelRstRule.Guarded> absent = List.of(new KernelRstRule.Guarded("nosuch0", 1));
        assertThatThrownBy(() -> lab.callInScanner(() -> KernelRstRule.install(absent, 1, 2)))
                .isInstanceOf(NativeException.class)
                .hasMessageContaining("nosuch0");
        List<KernelRstRule.Guarded> hostile = List.of(new KernelRstRule.Guarded("a\"; drop", 1));
        assertThatThrownBy(() -> lab.callInScanner(() -> KernelRstRule.install(hostile, 1, 2)))
                .isInstanceOf(KernelRstException.class)
                .hasMessageStartingWith("nft cannot be told");
    }
}

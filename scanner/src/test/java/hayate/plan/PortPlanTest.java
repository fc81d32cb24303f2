package hayate.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortPlanTest {
    @Test
    void shouldReadTheGrammarOfPortLists() {
        assertThat(ports("22,80")).isEqualTo("22,80");
        assertThat(ports(" 80 , 22-23")).isEqualTo("22-23,80");
        assertThat(ports("-")).isEqualTo("1-65535");
        assertThat(ports("0-")).isEqualTo("0-65535");
        assertThat(ports("-3,65534-")).isEqualTo("1-3,65534-65535");
        assertThat(ports("T:22,80")).isEqualTo("22,80");
        assertThat(ports("ssh,https")).isEqualTo("22,443");
        assertThat(ports("[20-23,65533]")).isEqualTo("21-23");
        assertThat(ports("ss?")).isEqualTo("22");
        assertThat(PortSet.of(80, 443).size()).isEqualTo(2);
    }

    @Test
    void shouldRefuseWhatIsNotInTheGrammar() {
        for (String spec : new String[] {
            "",
            "22,,80",
            "80-22",
            "65536",
            "U:53",
            "S:1",
            "P:6",
            "t:80",
            "[22",
            "[[22]]",
            "[22]x",
            "nosuchname",
            "1-2-3"
        }) {
            assertThatThrownBy(() -> ports(spec))
                    .as(spec)
                    .isInstanceOf(PlanException.class)
                    .hasMessageContaining("-p");
        }
    }

    @Test
    void shouldChooseTheLikeliestPorts() {
        assertThat(plan(request()).ports().size()).isEqualTo(1000);
        assertThat(plan(request().fast(true)).ports().size()).isEqualTo(100);
        assertThat(plan(request().topPorts(3)).ports()).isEqualTo(PortSet.of(80, 443, 22));
        assertThat(plan(request().topPorts(2).ports("20-25,60999")).ports()).isEqualTo(PortSet.of(22, 23));
        assertThat(plan(request().topPorts(2).excludePorts("80")).ports()).isEqualTo(PortSet.of(443, 22));
        assertThat(plan(request().topPorts(99_999)).notices()).hasSize(1);
        assertThatThrownBy(() -> plan(request().topPorts(0))).isInstanceOf(PlanException.class);
        assertThatThrownBy(() -> plan(request().fast(true).ports("1"))).isInstanceOf(PlanException.class);
        assertThat(plan(request().ports("80,80-81")).notices()).hasSize(1);
    }

    @Test
    void shouldRankAndNamePortsByAListOfTheUser(@TempDir Path folder) throws IOException {
        Path list = Files.writeString(
                folder.resolve("list"),
                "# a comment\nrare 5/tcp 0.000100 # once\nhttp\t80/tcp\t0.48\twww\nnone 6/tcp\nhttp 80/udp 0.9\n"
                        + "unknown 7/tcp 0.01\nsecond 5/tcp 0.00005\nbad 70000/tcp 1.0\nworse\nSNPP 444/tcp pager\n");
        PortTable table = PortTable.of(list);
        assertThat(table.ranked()).containsExactly(80, 7, 5, 6, 444);
        assertThat(table.nameOf(5)).isEqualTo("rare");
        assertThat(table.nameOf(7)).isEmpty();
        assertThat(table.nameOf(22)).isEmpty();
        assertThat(table.named("www").stream().toArray()).containsExactly(80);
        assertThat(table.named("ssh").stream().toArray())
                .as("the built-in name")
                .isEmpty();
        assertThat(table.named("snpp").stream().toArray()).containsExactly(444);
        assertThat(plan(request().servicesFile(list.toString()).topPorts(2)).ports())
                .isEqualTo(PortSet.of(7, 80));
        Path none = Files.writeString(folder.resolve("none"), "http 80/udp 0.5\n");
        assertThatThrownBy(() -> PortTable.of(none))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining(none.toString());
    }

    @Test
    void shouldRankAtLeastAThousandPortsEachOnce() {
        int[] ranked = PortTable.builtIn().ranked();
        assertThat(ranked.length).isGreaterThanOrEqualTo(1000);
        assertThat(Arrays.stream(ranked).distinct().count()).isEqualTo(ranked.length);
    }

    @Test
    void shouldNumberEveryPortBothWays() {
        PortSet all = PortSet.of(PortSetRange.all());
        for (int port = 0; port < PortSet.PORTS_MAX; port++) {
            assertThat(all.portAt(all.indexOf(port))).isEqualTo(port);
        }
        assertThat(PortSet.of(80).indexOf(81)).isEqualTo(-1);
    }

    @Test
    void shouldNumberEveryTargetOfAGridWhateverTheNumberOfPorts() {
        for (int portCount : new int[] {1, 2, 3, 7, 1000, 32_768, 65_535, 65_536}) {
            TargetSpace space = TargetSpace.of(AddressSet.ALL, PortSet.of(PortSetRange.first(portCount)));
            for (long index : new long[] {0, 1, portCount, 12_345_678_901L % space.size(), space.size() - 1}) {
                long target = space.targetAt(index);
                assertThat(target).isEqualTo(Target.of((int) (index / portCount), (int) (index % portCount)));
                assertThat(space.indexOf(Target.address(target), Target.port(target)))
                        .isEqualTo(index);
            }
        }
    }

    private static final class PortSetRange {
        static BitSet all() {
            return first(PortSet.PORTS_MAX);
        }

        static BitSet first(int count) {
            BitSet set = new BitSet();
            set.set(0, count);
            return set;
        }
    }

    private static String ports(String spec) {
        return plan(request().ports(spec)).ports().toString();
    }

    private static PlanRequest.Builder request() {
        return PlanRequest.builder();
    }

    private static PortPlan plan(PlanRequest.Builder request) {
        return PortPlan.of(request.build());
    }
}

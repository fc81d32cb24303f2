package hayate.scan;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.service.ServiceResult;
import hayate.service.ServiceTarget;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** When open ports are taken for ports with nothing behind them. */
class SuspectPortsTest {
    private static final int HOST = 0x0A000001;

    private final SuspectPorts ports = new SuspectPorts();

    private static ServiceResult result(int port, OptionalInt hash) {
        ServiceTarget target = new ServiceTarget(InetAddress.getLoopbackAddress(), port, Optional.empty());
        return new ServiceResult(target, Optional.empty(), List.of(), true, Optional.empty(), hash);
    }

    private void add(int count, OptionalInt hash) {
        for (int i = 0; i < count; i++) {
            ports.add(HOST, result(i + 1, hash));
        }
    }

    private int suspicion(OptionalInt hash) {
        return ports.evidence(HOST, result(1, hash), false).size();
    }

    @Test
    void shouldMarkSilentPortsOfAHostThatAcceptsEverything() {
        add(2, OptionalInt.of(7));
        add(SuspectPorts.SILENT_MIN - 1, OptionalInt.empty());
        assertThat(suspicion(OptionalInt.empty())).isZero();
        add(5, OptionalInt.empty());
        assertThat(suspicion(OptionalInt.empty())).isEqualTo(1);
        assertThat(suspicion(OptionalInt.of(7))).isZero();
    }

    @Test
    void shouldNotMarkTheFewSilentPortsOfATalkingHost() {
        add(SuspectPorts.SILENT_MIN, OptionalInt.empty());
        add(3, OptionalInt.of(7));
        assertThat(suspicion(OptionalInt.empty())).isZero();
    }

    @Test
    void shouldMarkASinglePortThatTakesNothing() {
        add(1, OptionalInt.empty());
        add(3, OptionalInt.of(7));
        ServiceResult silent = result(1, OptionalInt.empty());
        assertThat(ports.evidence(HOST, silent, true)).hasSize(1);
        assertThat(ports.evidence(HOST, result(1, OptionalInt.of(7)), true))
                .as("what answers is behind the proxy")
                .isEmpty();
        ServiceResult refused = new ServiceResult(
                silent.target(), Optional.empty(), List.of(), false, Optional.empty(), OptionalInt.empty());
        assertThat(ports.evidence(HOST, refused, true))
                .as("refused behind the proxy")
                .hasSize(1);
        ServiceResult shut = new ServiceResult(
                silent.target(), Optional.empty(), List.of(), true, Optional.of(false), OptionalInt.empty());
        assertThat(ports.evidence(HOST, shut, false)).hasSize(1);
        ServiceResult mute = new ServiceResult(
                silent.target(), Optional.empty(), List.of(), true, Optional.of(true), OptionalInt.empty());
        assertThat(ports.evidence(HOST, mute, true))
                .as("somebody behind the proxy listens")
                .isEmpty();
    }

    @Test
    void shouldMarkPortsThatAllSayTheSame() {
        add(SuspectPorts.ALIKE_MIN - 1, OptionalInt.of(7));
        assertThat(suspicion(OptionalInt.of(7))).isZero();
        add(1, OptionalInt.of(7));
        add(1, OptionalInt.of(8));
        assertThat(suspicion(OptionalInt.of(7))).isEqualTo(1);
        assertThat(suspicion(OptionalInt.of(8))).isZero();
    }
}

package hayate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hayate.plan.NameResolver;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code calibrate} refuses before it sends anything. */
class CalibrateCommandTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "-p 80 | calibrate wants --via NET",
                "10.0.0.0/24 | takes its network by --via",
                "--via 10.0.0.0/24 10.0.1.0/24 -p 80 | takes its network by --via",
                "--via | --via wants a value",
                "--via -p | --via wants a network",
                "--via 10.0.0.0/24 -sV | calibrate does not take -sV",
                "--via 10.0.0.0/24 --rate 5 | calibrate does not take --rate",
                "--via 10.0.0.0/24 --max-probes 0 | --max-probes wants 1 to",
                "--via 10.0.0.0/24 --max-rate x | --max-rate"
            })
    void shouldRefuseWhatItCannotMeasure(String line, String why) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
        CalibrateCommand command = new CalibrateCommand(
                new Planner(NameResolver.system(), InputStream.nullInputStream()), new LinuxHost(), stream, stream);

        assertThatThrownBy(() -> command.run(List.of(line.split(" "))))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(why);
        assertThat(printed.size()).isZero();
    }

    @Test
    void shouldTellEveryOptionThatItTakes() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
        Planner planner = new Planner(NameResolver.system(), InputStream.nullInputStream());

        int exit = new CalibrateCommand(planner, new LinuxHost(), stream, stream).run(List.of("--help"));

        assertThat(exit).isEqualTo(ExitCode.DONE);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("--via", "--max-probes", "--json", "--max-rate-per-host", "--backend", "--scope")
                .doesNotContain("%");
    }
}

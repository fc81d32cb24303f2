package hayate.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StatusTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Terminal terminal(boolean interactive, Map<String, String> environment) {
        return new Terminal(new PrintStream(bytes, true, StandardCharsets.UTF_8), interactive, environment);
    }

    private String printed() {
        String text = bytes.toString(StandardCharsets.UTF_8);
        bytes.reset();
        return text;
    }

    private static StatusSnapshot snapshot(long sent, long total) {
        return new StatusSnapshot(
                1,
                2,
                sent,
                total,
                false,
                42,
                7,
                3,
                57,
                1,
                2,
                4,
                1_570_000,
                2 * SECOND_NS,
                OptionalLong.of(247 * SECOND_NS));
    }

    @Test
    void shouldSayHowAScanStands() {
        assertThat(StatusLine.of(snapshot(123, 1000), 0))
                .isEqualTo("12.3%  1.57M pps  open 42  answers 57  drops 1  4m07s left  pass 1/2");
        assertThat(StatusLine.of(snapshot(99_999, 100_000), 2))
                .startsWith(
                        "99.9%  1.57M pps  open 42  closed 7  filtered 3  answers 57  drops 1  failed 2  re-sent 4");
    }

    @Test
    void shouldRoundRatesToThreeDigits() {
        Map.of(
                        0.1,
                        "0.10",
                        2.5,
                        "2.5",
                        7.0,
                        "7",
                        950.0,
                        "950",
                        999.6,
                        "1.00k",
                        12_345.0,
                        "12.3k",
                        999_600.0,
                        "1.00M",
                        1_570_000.0,
                        "1.57M",
                        2e10,
                        "20.0G")
                .forEach((rate, text) -> assertThat(Quantities.rate(rate)).isEqualTo(text));
    }

    @Test
    void shouldKeepOneLineThatFitsATerminal() {
        Terminal terminal = terminal(true, Map.of("COLUMNS", "30"));
        Progress progress = new Progress(terminal, false, new Steering(0, 0), OptionalLong.empty());
        progress.tick(snapshot(1, 1000), Optional.empty(), 0);
        progress.tick(snapshot(2, 1000), Optional.empty(), SECOND_NS / 10);
        progress.tick(snapshot(3, 1000), Optional.empty(), SECOND_NS);
        progress.end();
        assertThat(printed())
                .isEqualTo("\r\033[K0.1%  1.57M pps  open 42  ans\r\033[K0.3%  1.57M pps  open 42  ans\r\033[K")
                .doesNotContain("\n");
    }

    @Test
    void shouldPrintMessagesAboveTheStatusLineWithoutControlCharacters() {
        Terminal terminal = terminal(true, Map.of());
        terminal.status("12%");
        terminal.line("evil \033[2J\nname");
        assertThat(printed()).isEqualTo("\r\033[K12%\r\033[Kevil \\x1b[2J\\x0aname\n");
    }

    @Test
    void shouldUseNoEscapesOnADumbTerminalAndNoColoursIfNotWanted() {
        Terminal dumb = terminal(true, Map.of("TERM", "dumb"));
        dumb.status("long status");
        dumb.status("short");
        dumb.clearStatus();
        assertThat(printed()).isEqualTo("\rlong status\rshort      \r     \r");
        assertThat(dumb.isColoured()).isFalse();
        assertThat(terminal(true, Map.of("NO_COLOR", "1")).isColoured()).isFalse();
        assertThat(terminal(true, Map.of("NO_COLOR", "")).isColoured()).isTrue();
        assertThat(terminal(false, Map.of()).isColoured()).isFalse();
    }

    @Test
    void shouldPrintPlainLinesOnlyWhenAskedIfNobodyWatches() {
        Progress none = new Progress(terminal(false, Map.of()), false, new Steering(0, 0), OptionalLong.empty());
        none.tick(snapshot(1, 10), Optional.empty(), 0);
        none.tick(snapshot(2, 10), Optional.empty(), 100 * SECOND_NS);
        none.end();
        assertThat(printed()).isEmpty();
        Progress every =
                new Progress(terminal(false, Map.of()), false, new Steering(0, 0), OptionalLong.of(10 * SECOND_NS));
        for (long second = 0; second <= 25; second++) {
            every.tick(snapshot(second, 100), Optional.empty(), second * SECOND_NS);
        }
        assertThat(printed().lines())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("10.0%  ")
                .doesNotContain("\r");
        Progress quiet = new Progress(terminal(true, Map.of()), true, new Steering(0, 0), OptionalLong.of(1));
        quiet.tick(snapshot(1, 10), Optional.empty(), 0);
        quiet.tick(snapshot(1, 10), Optional.empty(), SECOND_NS);
        assertThat(printed()).isEmpty();
    }

    @Test
    void shouldSumUpAtTheEnd() {
        assertThat(Summary.lines(snapshot(65_536, 65_536), 65_536, new Summary.Coverage(0.99999, Optional.empty()), 1))
                .isEqualTo(List.of(
                        "found 42 open, 7 closed, 3 filtered of 65,536 targets in 2.00 s (32.8k pps)",
                        "sent 65,536 / failed 2 / re-sent 4 / receive-dropped 1, coverage 99.9%",
                        "answers 57, passes 1"));
        assertThat(Summary.lines(snapshot(1, 1), 1, new Summary.Coverage(1, Optional.empty()), 0))
                .hasSize(2);
        assertThat(Summary.interrupted(Optional.of(Path.of("x.checkpoint")), false))
                .endsWith("hayate --resume x.checkpoint");
    }
}

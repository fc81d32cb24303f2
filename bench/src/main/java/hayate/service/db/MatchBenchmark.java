package hayate.service.db;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * An answer is told from all patterns of its probe: with the prefilter, and, as a baseline, by asking every pattern in
 * turn. {@code foreign} is the file of an installed nmap; without one it is not measured.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class MatchBenchmark {
    private static final Path FOREIGN = Path.of("/usr/share/nmap/nmap-service-probes");

    /** Which probes and patterns. */
    @Param({"builtIn", "foreign"})
    public String database;

    /** Which answer: a small honest one, an honest page of 4 KiB that no pattern knows, 4 KiB of repetition. */
    @Param({"nginx", "page", "hostile"})
    public String answer;

    private ServiceProbe probe;
    private byte[] bytes;

    /** Reads the database; patterns are compiled by the first call. */
    @Setup
    public void prepare() throws IOException {
        boolean foreign = database.equals("foreign");
        if (foreign && !Files.isReadable(FOREIGN)) {
            throw new IllegalStateException("no nmap installed");
        }
        ServiceDatabase read = foreign ? ServiceDatabase.of(FOREIGN) : ServiceDatabase.builtIn();
        probe = read.tcpProbes().stream()
                .filter(candidate -> candidate.name().equals("GetRequest"))
                .findFirst()
                .orElseThrow();
        bytes = text().getBytes(StandardCharsets.ISO_8859_1);
        boolean known = !answer.equals("hostile");
        if (known != prefiltered().isPresent() || known != everyPattern().isPresent()) {
            throw new IllegalStateException(answer + " should be known: " + known);
        }
    }

    private String text() {
        String head = "HTTP/1.1 200 OK\r\nDate: Tue, 24 Nov 2026 10:00:00 GMT\r\nContent-Type: text/html\r\n";
        return switch (answer) {
            case "nginx" -> head + "Server: nginx/1.22.1\r\nConnection: close\r\n\r\n<html><title>x</title></html>";
            case "page" -> head + "Server: Made-Up/1\r\n\r\n" + "<p>A line of text like many.</p>\r\n".repeat(120);
            default -> "HTTP/1.1 200 ".repeat(315);
        };
    }

    /** As it is done. */
    @Benchmark
    public Optional<ServiceMatch> prefiltered() {
        return probe.match(bytes, bytes.length, StepBudget.ofPort());
    }

    /** One pattern after the other. */
    @Benchmark
    public Optional<ServiceMatch> everyPattern() {
        return probe.matchWithoutPrefilter(bytes, bytes.length, StepBudget.ofPort());
    }
}

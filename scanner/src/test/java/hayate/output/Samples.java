package hayate.output;

import hayate.output.OutputConfig.Format;
import hayate.output.OutputConfig.Output;
import hayate.plan.Shard;
import hayate.result.Finding;
import hayate.result.Reason;
import hayate.result.State;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/** Findings and scans for tests. */
final class Samples {
    static final long TIME_NS = 1_390_380_064_123_456_789L;
    static final IntFunction<String> SERVICES = port -> port == 80 ? "http" : port == 443 ? "https" : "";

    private Samples() {}

    static Finding open(int address, int port, int rttUs) {
        Finding finding = new Finding();
        finding.address = address;
        finding.responder = address;
        finding.port = port;
        finding.state = State.OPEN;
        finding.reason = Reason.SYN_ACK;
        finding.ttl = 54;
        finding.rttUs = rttUs;
        finding.timeNs = TIME_NS;
        return finding;
    }

    static Finding random(SplittableRandom random, long index) {
        Finding finding = new Finding();
        finding.index = index;
        finding.address = 0x0A000000 | (int) (index >> 1);
        finding.port = 80 + (int) (index & 1);
        finding.state = State.ofRank(1 + random.nextInt(3));
        finding.reason = Reason.ofOrdinal(1 + random.nextInt(Reason.values().length - 1));
        finding.ttl = random.nextInt(256);
        finding.rttUs = random.nextInt(4) == 0 ? Finding.RTT_UNKNOWN : random.nextInt(5_000_000);
        finding.responder = random.nextBoolean() ? finding.address : random.nextInt();
        finding.attempt = random.nextInt(4);
        finding.timeNs = TIME_NS + random.nextLong(1L << 50);
        return finding;
    }

    /** Findings of indexes 0..count-1 in random order. */
    static List<Finding> shuffled(SplittableRandom random, int count) {
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            findings.add(random.nextInt(findings.size() + 1), random(random, i));
        }
        return findings;
    }

    static Finding copy(Finding finding) {
        Finding copy = new Finding();
        copy.copyFrom(finding);
        return copy;
    }

    static ScanIdentity identity(long spaceSize) {
        return new ScanIdentity(
                "0.1.0",
                List.of("10.0.0.0/16", "-p", "80", "weird \u001b[2J\n\"name\" é"),
                Map.of("example", List.of("10.0.0.1", "10.0.0.2")),
                "digest-1",
                spaceSize,
                -7,
                new Shard(2, 3),
                TIME_NS);
    }

    static OutputConfig config(Path folder, Optional<Path> checkpoint, EnumSet<State> states) {
        List<Output> outputs = new ArrayList<>();
        for (Format format : Format.values()) {
            outputs.add(new Output(format, folder.resolve(format.name().toLowerCase(java.util.Locale.ROOT)), false));
        }
        return new OutputConfig(outputs, states, Optional.empty(), checkpoint);
    }

    static FindingFormat format(Format format) {
        return switch (format) {
            case TEXT -> new TextFormat();
            case QUIET -> new QuietFormat(true);
            case JSON -> new JsonLinesFormat();
            case LIST -> new MasscanListFormat();
            case GREPABLE -> new GrepableFormat(SERVICES);
            case MASSCAN_JSON -> new MasscanJsonFormat();
        };
    }

    /** What a file must hold, without a footer unless the format always has one. */
    static String rendered(Format kind, List<Finding> findings, EnumSet<State> states, ScanIdentity identity) {
        FindingFormat format = format(kind);
        TextBuffer buffer = new TextBuffer(findings.size() * 300 + 8192);
        format.header(buffer, new DocumentInfo(identity.version(), identity.arguments(), identity.startedNs()));
        long number = 0;
        for (Finding finding : findings) {
            if (states.contains(finding.state)) {
                format.record(buffer, finding, number++);
            }
        }
        if (format.alwaysEnded()) {
            format.footer(buffer, 0, false);
        }
        return text(buffer);
    }

    static String text(TextBuffer buffer) {
        buffer.bytes().flip();
        String text = StandardCharsets.UTF_8.decode(buffer.bytes()).toString();
        buffer.clear();
        return text;
    }
}

package hayate.e2e;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One line of {@code -oJ}, read strictly: a line that is torn or has another shape fails the test.
 *
 * @param rttMs negative if unknown
 * @param responder the address itself unless another answered for it
 */
record Found(
        String address, int port, String state, String reason, int ttl, double rttMs, int attempt, String responder) {
    private static final Pattern LINE =
            Pattern.compile("\\{\"address\":\"([0-9.]+)\",\"port\":(\\d+),\"protocol\":\"tcp\",\"state\":\"(\\w+)\","
                    + "\"reason\":\"([\\w-]+)\",\"ttl\":(\\d+)(?:,\"rtt_ms\":([0-9.]+))?,"
                    + "\"time\":\"20\\d\\d-[0-9T:.-]+Z\",\"attempt\":(\\d+)(?:,\"responder\":\"([0-9.]+)\")?\\}");

    static List<Found> parse(String lines) {
        return lines.lines().map(Found::parseLine).collect(Collectors.toList());
    }

    private static Found parseLine(String line) {
        Matcher match = LINE.matcher(line);
        if (!match.matches()) {
            throw new AssertionError("no finding: " + line);
        }
        return new Found(
                match.group(1),
                Integer.parseInt(match.group(2)),
                match.group(3),
                match.group(4),
                Integer.parseInt(match.group(5)),
                match.group(6) == null ? -1 : Double.parseDouble(match.group(6)),
                Integer.parseInt(match.group(7)),
                match.group(8) == null ? match.group(1) : match.group(8));
    }

    /** {@code 10.0.0.1:80}. */
    String target() {
        return address + ":" + port;
    }

    /** {@code 10.0.0.1:80 open syn-ack}. */
    String verdict() {
        return target() + " " + state + " " + reason;
    }
}

package hayate.report;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** masscan's list: {@code open tcp 80 10.0.3.7 1390380064}, {@code banner tcp 80 10.0.3.7 1390380064 http TEXT}. */
final class ListReportReader extends HeldReader {
    private static final int TTL_UNKNOWN = 0;

    private final BoundedLines lines;

    ListReportReader(InputStream in) {
        lines = new BoundedLines(in);
    }

    @Override
    void readAll() throws IOException {
        header = new RunHeader("masscan", "", "", 0, header.scans(), 0, 0);
        boolean marked = false;
        boolean ended = false;
        for (String line = lines.next(); line != null; line = lines.next()) {
            marked |= line.equals("#masscan");
            ended |= line.equals("# end");
            if (line.isBlank() || line.charAt(0) == '#') {
                continue;
            }
            if (!lines.isEnded()) {
                setTruncated();
            } else if (!read(line)) {
                throw new ReportFormatException("line " + lines.number() + " is not a line of masscan's list");
            }
        }
        if (marked && !ended) {
            setTruncated();
        }
    }

    private boolean read(String line) throws ReportFormatException {
        boolean banner = line.startsWith("banner ");
        String[] words = line.split(" ", 7);
        Optional<PortState> state = PortState.ofLabel(words[0]);
        if (words.length < (banner ? 6 : 5) || !banner && state.isEmpty()) {
            return false;
        }
        try {
            int port = PortRanges.port(words[2]);
            long timeNs = ReportTime.ofEpochSeconds(words[4]);
            if (banner) {
                String text = words.length > 6 ? words[6] : "";
                add(Observation.banner(words[3], words[1], port, words[5], text, TTL_UNKNOWN, timeNs));
            } else {
                String reason = state.get() == PortState.CLOSED ? "reset" : "";
                add(Observation.of(words[3], words[1], port, state.get(), reason, TTL_UNKNOWN, timeNs));
            }
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}

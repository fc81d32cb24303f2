package hayate.report;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the reader of a file by how it begins. */
public final class ReportReaders {
    private static final int PEEK_LENGTH_BYTES = 8_192;
    private static final Pattern LIST_LINE = Pattern.compile("(open|closed|filtered|banner) [a-z]{2,5} \\d{1,5} ");
    private static final Pattern GREPABLE_LINE =
            Pattern.compile("^(Host: |Timestamp: |# Ports scanned: |# \\S+ .{0,40}scan initiated )", Pattern.MULTILINE);
    private static final Pattern NORMAL_LINE = Pattern.compile("^(Nmap scan report for |Starting )", Pattern.MULTILINE);

    private ReportReaders() {}

    /**
     * The reader of a file.
     *
     * @param in what is closed with the reader
     * @param format its format, found from its content if absent
     * @throws ReportFormatException if the format is none that can be read
     */
    public static ReportReader open(InputStream in, Optional<ReportFormat> format) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
        ReportFormat known = format.isPresent() ? format.get() : detect(buffered);
        return switch (known) {
            case XML -> new XmlReportReader(buffered);
            case JSON -> new JsonReportReader(buffered);
            case GREPABLE -> new GrepableReportReader(buffered);
            case LIST -> new ListReportReader(buffered);
            case BINARY -> new BinaryReportReader(buffered);
            case CSV, NORMAL -> throw new ReportFormatException(known.label() + " cannot be read");
        };
    }

    /** An empty file is one of JSON lines without findings. */
    private static ReportFormat detect(BufferedInputStream in) throws IOException {
        in.mark(PEEK_LENGTH_BYTES);
        String start = new String(in.readNBytes(PEEK_LENGTH_BYTES), StandardCharsets.ISO_8859_1);
        in.reset();
        String text = withoutMark(start).stripLeading();
        if (start.startsWith(BinaryReportReader.MAGIC)) {
            return ReportFormat.BINARY;
        } else if (text.startsWith("<")) {
            return ReportFormat.XML;
        } else if (text.isEmpty() || text.startsWith("{") || text.startsWith("[")) {
            return ReportFormat.JSON;
        } else if (text.startsWith("#masscan") || LIST_LINE.matcher(text).lookingAt()) {
            return ReportFormat.LIST;
        } else if (NORMAL_LINE.matcher(text).find()) {
            throw new ReportFormatException("is normal output, made for people; convert the run's XML or JSON instead");
        } else if (GREPABLE_LINE.matcher(text).find()) {
            return ReportFormat.GREPABLE;
        }
        throw new ReportFormatException("is of no known format: " + ReportFormat.readableLabels());
    }

    private static String withoutMark(String text) {
        return text.startsWith("\u00ef\u00bb\u00bf") ? text.substring(3) : text;
    }
}

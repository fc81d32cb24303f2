package hayate.report;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a result file is written in. */
public enum ReportFormat {
    /** nmap's and masscan's XML. */
    XML("xml", true, true),
    /** hayate's and masscan's JSON: an object per finding, in lines or in an array. */
    JSON("json", true, true),
    /** nmap's, masscan's and hayate's grepable lines. */
    GREPABLE("grepable", true, true),
    /** masscan's list. */
    LIST("list", true, true),
    /** masscan's binary file. */
    BINARY("binary", true, false),
    /** A row per finding, for spreadsheets. */
    CSV("csv", false, true),
    /** For people. */
    NORMAL("normal", false, true);

    private final String label;
    private final boolean readable;
    private final boolean writable;

    ReportFormat(String label, boolean readable, boolean writable) {
        this.label = label;
        this.readable = readable;
        this.writable = writable;
    }

    /** Its name on a command line. */
    public String label() {
        return label;
    }

    /** The format of that name that can be read. */
    static Optional<ReportFormat> readable(String label) {
        return Arrays.stream(values())
                .filter(format -> format.readable && format.label.equals(label))
                .findFirst();
    }

    /** The format of that name that can be written. */
    static Optional<ReportFormat> writable(String label) {
        return Arrays.stream(values())
                .filter(format -> format.writable && format.label.equals(label))
                .findFirst();
    }

    /** The names of those that can be read. */
    static String readableLabels() {
        return Arrays.stream(values())
                .filter(format -> format.readable)
                .map(ReportFormat::label)
                .collect(Collectors.joining(", "));
    }

    /** The names of those that can be written. */
    static String writableLabels() {
        return Arrays.stream(values())
                .filter(format -> format.writable)
                .map(ReportFormat::label)
                .collect(Collectors.joining(", "));
    }
}

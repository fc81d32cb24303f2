package hayate.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The open TCP ports that a result file tells, of any scanner and format that {@code hayate convert} reads. */
public final class OpenPorts {
    private static final Pattern FOUR_OCTETS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private final List<String> targets = new ArrayList<>();
    private long others;

    private OpenPorts() {}

    /**
     * Reads a file.
     *
     * @param in what a file named {@code -} reads
     * @throws IllegalArgumentException if it cannot be read, or is cut off; its message is for people
     */
    public static OpenPorts read(String file, InputStream in) {
        OpenPorts found = new OpenPorts();
        try (ReportReader reader = ReportFiles.open(file, Optional.empty(), in)) {
            reader.header();
            reader.forEachHost(found::add);
            if (reader.isTruncated()) {
                throw new IllegalArgumentException(ReportText.line(file)
                        + " is cut off: hayate convert --repair makes a whole file of what is there");
            }
        } catch (CommandException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalArgumentException(ReportFiles.unreadable(file, e).getMessage(), e);
        }
        return found;
    }

    private void add(HostReport host) {
        for (PortReport port : host.ports()) {
            if (port.state() != PortState.OPEN) {
                continue;
            }
            if (port.protocol().equals("tcp")
                    && FOUR_OCTETS.matcher(host.address()).matches()) {
                targets.add(host.address() + ":" + port.port());
            } else {
                others++;
            }
        }
    }

    /** {@code address:port} of each. */
    public List<String> targets() {
        return List.copyOf(targets);
    }

    /** Open ports of other protocols, and of addresses that are not IPv4. */
    public long others() {
        return others;
    }
}

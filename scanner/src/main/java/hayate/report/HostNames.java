package hayate.report;

import java.util.Optional;

/** The names of a host as reports choose among them. */
final class HostNames {
    private static final String REVERSE = "PTR";

    private HostNames() {}

    /** The name that was asked for, else the one that DNS gives. */
    static Optional<String> preferred(HostReport host) {
        return asked(host).or(() -> reverse(host));
    }

    static Optional<String> asked(HostReport host) {
        return host.names().stream()
                .filter(name -> !name.type().equals(REVERSE))
                .map(HostReport.HostName::name)
                .findFirst();
    }

    static Optional<String> reverse(HostReport host) {
        return host.names().stream()
                .filter(name -> name.type().equals(REVERSE))
                .map(HostReport.HostName::name)
                .findFirst();
    }

    /** {@code NAME (ADDRESS)}, or the address alone. */
    static String title(HostReport host) {
        return preferred(host)
                .map(name -> ReportText.line(name) + " (" + ReportText.line(host.address()) + ")")
                .orElseGet(() -> ReportText.line(host.address()));
    }
}

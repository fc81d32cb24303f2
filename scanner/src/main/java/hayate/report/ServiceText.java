package hayate.report;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The SERVICE and VERSION columns of a port. Raw: each format escapes them for itself. */
final class ServiceText {
    static final String UNKNOWN = "unknown";
    private static final int VERSION_LENGTH_MAX = 160;
    private static final int DOUBTFUL_CONFIDENCE_MAX = 5;

    private ServiceText() {}

    /** The service's name, empty if none: {@code ssl/} before what is spoken inside TLS, {@code ?} after a guess. */
    static String name(PortReport port, boolean withVersion) {
        if (port.service().isEmpty()) {
            return "";
        }
        ServiceReport service = port.service().get();
        boolean named = !service.name().isEmpty() && !service.name().equals(UNKNOWN);
        String name = named ? service.name() : UNKNOWN;
        if (service.tunnel().equals("ssl")) {
            name = named ? "ssl/" + name : "ssl";
        }
        boolean doubtful = withVersion
                && named
                && port.state() == PortState.OPEN
                && service.confidence() <= DOUBTFUL_CONFIDENCE_MAX;
        return doubtful ? name + "?" : name;
    }

    /** Product, version and more, at most 160 characters. */
    static String version(PortReport port) {
        return port.service().map(ServiceText::version).orElse("");
    }

    private static String version(ServiceReport service) {
        String extra = service.extraInfo().isEmpty() ? "" : "(" + service.extraInfo() + ")";
        String version = Stream.of(service.product(), service.version(), extra)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" "));
        return version.length() <= VERSION_LENGTH_MAX ? version : version.substring(0, VERSION_LENGTH_MAX - 3) + "...";
    }
}

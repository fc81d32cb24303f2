package hayate.report;

import java.util.List;

/**
 * What answers at a port. Text fields are empty when not known.
 *
 * @param name the service, such as {@code http}
 * @param product the product, such as {@code nginx}
 * @param version its version
 * @param extraInfo more about it
 * @param hostname the name that the service gives itself
 * @param osType the operating system that the service names
 * @param deviceType the kind of device that the service names
 * @param tunnel {@code ssl} if the service is spoken inside TLS
 * @param probed whether the service was asked, rather than looked up by its port
 * @param confidence 0 to 10, 3 for a name looked up by port
 * @param cpes platform names, {@code cpe:/a:...}
 * @param fingerprint what an unknown service answered, escaped
 */
public record ServiceReport(
        String name,
        String product,
        String version,
        String extraInfo,
        String hostname,
        String osType,
        String deviceType,
        String tunnel,
        boolean probed,
        int confidence,
        List<String> cpes,
        String fingerprint) {
    /** Confidence of a name that only the port number speaks for. */
    public static final int CONFIDENCE_TABLE = 3;

    public ServiceReport {
        cpes = List.copyOf(cpes);
    }

    /** The same with a version that was found later. */
    public ServiceReport withVersion(String found) {
        return new ServiceReport(
                name,
                product,
                found,
                extraInfo,
                hostname,
                osType,
                deviceType,
                tunnel,
                probed,
                confidence,
                cpes,
                fingerprint);
    }

    /** The usual service of a port, unasked. */
    public static ServiceReport ofTable(String name) {
        return new ServiceReport(name, "", "", "", "", "", "", "", false, CONFIDENCE_TABLE, List.of(), "");
    }
}

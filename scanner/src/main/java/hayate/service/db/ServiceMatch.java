package hayate.service.db;

import java.util.List;

/**
 * What an answer says of its service. Text fields are empty when not told.
 *
 * @param soft whether it only names the service, and more is to be asked
 * @param service the service's name
 * @param cpes platform names, at most one of each part
 */
public record ServiceMatch(
        boolean soft,
        String service,
        String product,
        String version,
        String extraInfo,
        String hostname,
        String osType,
        String deviceType,
        List<String> cpes) {
    public ServiceMatch {
        cpes = List.copyOf(cpes);
    }
}

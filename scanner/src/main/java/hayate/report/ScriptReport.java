package hayate.report;

/**
 * Further evidence about a port or host, printed below it.
 *
 * @param id what was looked at, such as {@code ssl-cert}
 * @param output lines, separated by line feeds
 */
public record ScriptReport(String id, String output) {}

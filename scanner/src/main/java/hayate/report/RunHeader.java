package hayate.report;

import java.util.List;

/**
 * What is known of a run before its first host.
 *
 * @param scanner the program: {@code hayate}, {@code nmap}, {@code masscan}
 * @param version its version
 * @param arguments its command line, program name included
 * @param startNs when it began, nanoseconds since the epoch
 * @param scans what was asked, empty for a run that only looks for hosts
 * @param verbosity how often -v was given
 * @param debugging how often -d was given
 */
public record RunHeader(
        String scanner,
        String version,
        String arguments,
        long startNs,
        List<ScanInfo> scans,
        int verbosity,
        int debugging) {
    public RunHeader {
        scans = List.copyOf(scans);
    }

    /**
     * One kind of scan.
     *
     * @param type {@code syn}, {@code connect}, {@code ack}, {@code window}, {@code fin}, {@code null}, {@code xmas}
     * @param protocol {@code tcp}
     * @param portCount how many ports
     * @param ports as ranges, {@code 22,80,8000-8100}
     */
    public record ScanInfo(String type, String protocol, int portCount, String ports) {}
}

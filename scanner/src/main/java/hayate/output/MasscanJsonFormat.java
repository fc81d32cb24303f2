package hayate.output;

import hayate.result.Finding;
import hayate.result.Reason;

/**
 * masscan's {@code -oJ} array with its very spacing. Unlike masscan's it is a valid array at every moment: after zero
 * results too, and in a file even after a kill, because the closing bracket is written with each batch and overwritten
 * by the next.
 */
final class MasscanJsonFormat implements FindingFormat {
    @Override
    public void header(TextBuffer to, DocumentInfo info) {
        to.ascii("[\n");
    }

    @Override
    public void record(TextBuffer to, Finding finding, long number) {
        if (number > 0) {
            to.ascii(",\n");
        }
        to.ascii("{   \"ip\": \"").address(finding.address);
        to.ascii("\",   \"timestamp\": \"").number(Math.max(0, finding.timeNs) / 1_000_000_000L);
        to.ascii("\", \"ports\": [ {\"port\": ").number(finding.port);
        to.ascii(", \"proto\": \"tcp\", \"status\": \"").ascii(finding.state.label());
        to.ascii("\", \"reason\": \"").ascii(reason(finding.reason));
        to.ascii("\", \"ttl\": ").number(finding.ttl).ascii("} ] }\n");
    }

    /** masscan names the flags it saw; a reset that answers a SYN carries ACK (RFC 9293, 3.10.7.1). */
    private static String reason(Reason reason) {
        return reason == Reason.RESET ? "rst-ack" : reason.label();
    }

    @Override
    public void footer(TextBuffer to, long endedNs, boolean complete) {
        to.ascii("]\n");
    }

    @Override
    public boolean alwaysEnded() {
        return true;
    }
}

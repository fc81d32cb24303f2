package hayate.output;

import hayate.result.Finding;

/** One JSON object a line (RFC 8259, jsonlines.org), described by {@code docs/finding.schema.json}. */
final class JsonLinesFormat implements FindingFormat {
    @Override
    public void record(TextBuffer to, Finding finding, long number) {
        to.ascii("{\"address\":\"")
                .address(finding.address)
                .ascii("\",\"port\":")
                .number(finding.port);
        to.ascii(",\"protocol\":\"tcp\",\"state\":\"").ascii(finding.state.label());
        to.ascii("\",\"reason\":\"")
                .ascii(finding.reason.label())
                .ascii("\",\"ttl\":")
                .number(finding.ttl);
        if (finding.rttUs >= 0) {
            to.ascii(",\"rtt_ms\":").millis(finding.rttUs);
        }
        to.ascii(",\"time\":\"")
                .isoMicros(finding.timeNs)
                .ascii("\",\"attempt\":")
                .number(finding.attempt);
        if (finding.responder != finding.address) {
            to.ascii(",\"responder\":\"").address(finding.responder).character('"');
        }
        to.ascii("}\n");
    }
}

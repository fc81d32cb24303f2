package hayate.output;

import hayate.result.Finding;
import hayate.result.State;

/**
 * Lines for people: {@code open  80/tcp  10.0.3.7  0.41 ms}. Other states say why instead, and who said so if it was
 * another: {@code filtered  81/tcp  10.0.3.7  host-unreach from 10.0.0.1}. The round trip is left out where unknown.
 */
final class TextFormat implements FindingFormat {
    private static final String GAP = "  ";

    @Override
    public void record(TextBuffer to, Finding finding, long number) {
        to.ascii(finding.state.label())
                .ascii(GAP)
                .number(finding.port)
                .ascii("/tcp")
                .ascii(GAP);
        to.address(finding.address);
        if (finding.state != State.OPEN) {
            to.ascii(GAP).ascii(finding.reason.label());
            if (finding.responder != finding.address) {
                to.ascii(" from ").address(finding.responder);
            }
        }
        if (finding.rttUs >= 0) {
            to.ascii(GAP).shortMillis(finding.rttUs).ascii(" ms");
        }
        to.character('\n');
    }
}

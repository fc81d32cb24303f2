package hayate.output;

import hayate.result.Finding;

/** For pipes: {@code 10.0.3.7}, or {@code 10.0.3.7:80} when the space has more than one port. */
final class QuietFormat implements FindingFormat {
    private final boolean withPort;

    QuietFormat(boolean withPort) {
        this.withPort = withPort;
    }

    @Override
    public void record(TextBuffer to, Finding finding, long number) {
        to.address(finding.address);
        if (withPort) {
            to.character(':').number(finding.port);
        }
        to.character('\n');
    }
}

package hayate.output;

import hayate.result.Finding;

/** masscan's {@code -oL}, byte for byte: {@code open tcp 80 10.0.3.7 1390380064} between {@code #masscan} and {@code # end}. */
final class MasscanListFormat implements FindingFormat {
    @Override
    public void header(TextBuffer to, DocumentInfo info) {
        to.ascii("#masscan\n");
    }

    @Override
    public void record(TextBuffer to, Finding finding, long number) {
        to.ascii(finding.state.label()).ascii(" tcp ").number(finding.port).character(' ');
        to.address(finding.address).character(' ').number(Math.max(0, finding.timeNs) / 1_000_000_000L);
        to.character('\n');
    }

    @Override
    public void footer(TextBuffer to, long endedNs, boolean complete) {
        to.ascii("# end\n");
    }
}

package hayate.send;

import java.util.Optional;

/**
 * What may keep a transmitter from asking single targets.
 *
 * @param gate which of them may go now
 * @param sequence numbers those that go through the gate, if somebody needs to know
 * @param clocks which hosts have had their time
 */
public record Restraints(Optional<TargetGate> gate, Optional<SendSequence> sequence, Optional<HostClocks> clocks) {
    /** Nothing does. */
    public static final Restraints NONE = new Restraints(Optional.empty(), Optional.empty(), Optional.empty());
}

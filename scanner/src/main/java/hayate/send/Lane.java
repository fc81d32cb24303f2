package hayate.send;

import hayate.net.FrameSender;
import hayate.probe.ProbeTemplate;

/**
 * One way to the network: the template of one route, and the exit it leaves by. Lanes over the same interface share an
 * exit.
 */
public final class Lane {
    /** Finds the MAC address of an on-link neighbour. */
    @FunctionalInterface
    public interface Neighbours {
        /** What {@link #macOf} returns for a neighbour that did not answer ARP. */
        long UNRESOLVED = -1;

        /** The 48-bit MAC of an on-link address, or {@link #UNRESOLVED}. Called per probe: must not allocate. */
        long macOf(int address);
    }

    /**
     * A frame sender, and which lane's template each of its slots holds at present.
     */
    public static final class Exit {
        final FrameSender sender;
        final Lane[] templateIn;

        /** Takes over the sender; {@link #close()} closes it. */
        public Exit(FrameSender sender) {
            this.sender = sender;
            this.templateIn = new Lane[sender.slots()];
        }

        /** The sender behind this exit. */
        public FrameSender sender() {
            return sender;
        }

        /** Closes the sender. */
        public void close() {
            sender.close();
        }
    }

    final Exit exit;
    final ProbeTemplate template;
    final Neighbours neighbours;

    /**
     * @param exit where frames leave
     * @param template what they look like
     * @param neighbours per-target next hops of an on-link Ethernet route; null where the template's next hop is right
     */
    public Lane(Exit exit, ProbeTemplate template, Neighbours neighbours) {
        if (template.frameLengthBytes() > exit.sender.slotLengthBytes()) {
            throw new IllegalArgumentException(
                    "frame of " + template.frameLengthBytes() + " bytes in slots of " + exit.sender.slotLengthBytes());
        }
        this.exit = exit;
        this.template = template;
        this.neighbours = neighbours;
    }

    /** The exit of this lane. */
    public Exit exit() {
        return exit;
    }
}

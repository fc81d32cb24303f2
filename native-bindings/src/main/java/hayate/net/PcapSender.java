package hayate.net;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;

/**
 * Sends through libpcap, one call a frame: for systems other than Linux. Some 100,000 frames/s. One thread owns it; the
 * counters may be read by any. pcap_inject(3PCAP) tells no reason that could be told apart, so a refused frame is tried
 * again within the {@link RetryBudget} and then given up.
 */
public final class PcapSender implements FrameSender {
    private static final int SLOTS = 64;
    private static final int SLOT_LENGTH_BYTES = PacketSender.DEFAULT_SLOT_LENGTH_BYTES;
    private static final int BUFFER_BYTES = 64 << 10;

    private final PcapHandle handle;
    private final Framing framing;
    private final ByteBuffer frames = ByteBuffer.allocateDirect(SLOTS * SLOT_LENGTH_BYTES);
    private final byte[] frame = new byte[SLOT_LENGTH_BYTES];
    private final SlotStack free = new SlotStack(SLOTS);
    private final int[] queuedSlots = new int[SLOTS];
    private final int[] queuedLengths = new int[SLOTS];
    private final RetryBudget budget = new RetryBudget();
    private final OwnedCounter sentFrames = new OwnedCounter();
    private final OwnedCounter failedFrames = new OwnedCounter();
    private final OwnedCounter retries = new OwnedCounter();
    private int queued;

    /**
     * @param interfaceName libpcap's name of the interface; its link type decides the framing
     * @throws PcapException if libpcap refuses, or if the link is neither Ethernet nor header-less
     */
    public PcapSender(String interfaceName) {
        handle = PcapHandles.openLive(interfaceName, SLOT_LENGTH_BYTES, BUFFER_BYTES);
        int linkType = handle.getDlt().value();
        if (linkType != PcapLink.DLT_EN10MB && !PcapLink.isRaw(linkType)) {
            handle.close();
            throw new PcapException("libpcap: cannot send on " + interfaceName + ", link type " + linkType, null);
        }
        framing = linkType == PcapLink.DLT_EN10MB ? Framing.ETHERNET : Framing.IP;
    }

    @Override
    public String name() {
        return "pcap";
    }

    @Override
    public Framing framing() {
        return framing;
    }

    @Override
    public int slots() {
        return SLOTS;
    }

    @Override
    public int slotLengthBytes() {
        return SLOT_LENGTH_BYTES;
    }

    @Override
    public ByteBuffer frames() {
        return frames;
    }

    @Override
    public int offsetOf(int slot) {
        return slot * SLOT_LENGTH_BYTES;
    }

    @Override
    public int acquire() {
        return free.pop();
    }

    @Override
    public void submit(int slot, int lengthBytes, int destinationAddress) {
        Objects.checkIndex(lengthBytes - 1, SLOT_LENGTH_BYTES);
        queuedSlots[queued] = slot;
        queuedLengths[queued++] = lengthBytes;
    }

    @Override
    public int flush() {
        budget.reset();
        int givenUp = 0;
        for (int i = 0; i < queued; i++) {
            frames.get(offsetOf(queuedSlots[i]), frame, 0, queuedLengths[i]);
            if (!send(queuedLengths[i])) {
                givenUp++;
            }
            free.push(queuedSlots[i]);
        }
        sentFrames.add(queued - givenUp);
        failedFrames.add(givenUp);
        queued = 0;
        return givenUp;
    }

    private boolean send(int lengthBytes) {
        while (true) {
            try {
                handle.sendPacket(frame, lengthBytes);
                return true;
            } catch (PcapNativeException e) {
                retries.add(1);
                if (!budget.pause()) {
                    return false;
                }
            } catch (NotOpenException e) {
                throw PcapHandles.closed(e);
            }
        }
    }

    @Override
    public long sentFrames() {
        return sentFrames.get();
    }

    @Override
    public long failedFrames() {
        return failedFrames.get();
    }

    @Override
    public long retries() {
        return retries.get();
    }

    @Override
    public void close() {
        handle.close();
    }
}

package hayate.net;

import hayate.net.FrameSender.Framing;
import java.nio.ByteBuffer;
import java.util.BitSet;

/** Numbered TCP packets: stamps them into a sender's slots, and ticks off those that arrive intact. */
final class TestFrames implements FrameHandler {
    static final int PORT = 61008;
    static final int IP_BYTES = 40;
    static final PacketFilter FILTER = PacketFilter.synReplies(PORT, 16);

    static final byte[] MACS = {2, 0, 0, 0, 9, 2, 2, 0, 0, 0, 9, 1};
    private static final long CLOCK_SKEW_NS = 60_000_000_000L;

    private final BitSet seen = new BitSet();
    private int duplicates;
    private int damaged;

    /** Sends frames {@code first} to {@code first + count - 1}, 64 a batch; returns how many were given up. */
    static int send(FrameSender sender, int first, int count, int destinationAddress) {
        int givenUp = 0;
        for (int number = first; number < first + count; number++) {
            int slot = sender.acquire();
            while (slot == FrameSender.NONE) {
                givenUp += sender.flush();
                slot = sender.acquire();
            }
            int ip = sender.offsetOf(slot) + sender.framing().headerLengthBytes();
            if (sender.framing() == Framing.ETHERNET) {
                sender.frames().put(sender.offsetOf(slot), MACS).putShort(ip - 2, (short) 0x0800);
            }
            write(sender.frames(), ip, number, destinationAddress);
            sender.submit(slot, sender.framing().headerLengthBytes() + IP_BYTES, destinationAddress);
            if ((number - first) % 64 == 63) {
                givenUp += sender.flush();
            }
        }
        return givenUp + sender.flush();
    }

    /** A 40-byte TCP packet from 10.9.0.1 whose sequence number is {@code number}. */
    static void write(ByteBuffer frames, int ip, int number, int destinationAddress) {
        frames.putInt(ip, 0x45000000 | IP_BYTES).putInt(ip + 4, 0x00010000).putInt(ip + 8, 0x40060000);
        frames.putInt(ip + 12, TestNetwork.NEAR_ADDRESS).putInt(ip + 16, destinationAddress);
        frames.putShort(ip + 10, (short) checksum(frames, ip));
        frames.putShort(ip + 20, (short) 443).putShort(ip + 22, (short) (PORT + number % 16));
        frames.putInt(ip + 24, number)
                .putInt(ip + 28, ~number)
                .putInt(ip + 32, 0x50120400)
                .putInt(ip + 36, number);
    }

    private static int checksum(ByteBuffer frames, int ip) {
        int sum = 0;
        for (int i = 0; i < 20; i += 2) {
            sum += i == 10 ? 0 : frames.getShort(ip + i) & 0xffff;
        }
        return ~((sum & 0xffff) + (sum >>> 16));
    }

    @Override
    public void onPacket(ByteBuffer memory, int networkOffset, int capturedBytes, int etherType, long timeNs) {
        int number = memory.getInt(networkOffset + 24);
        boolean intact = capturedBytes >= IP_BYTES
                && etherType == 0x0800
                && memory.get(networkOffset) == 0x45
                && memory.getInt(networkOffset + 28) == ~number
                && memory.getInt(networkOffset + 36) == number
                && Math.abs(timeNs - System.currentTimeMillis() * 1_000_000) < CLOCK_SKEW_NS;
        if (!intact) {
            damaged++;
        } else if (seen.get(number)) {
            duplicates++;
        } else {
            seen.set(number);
        }
    }

    /** Polls until {@code count} distinct frames have come, or nothing has for half a second. */
    TestFrames collect(FrameReceiver receiver, int count) {
        while (seen.cardinality() < count && receiver.poll(this, 500) > 0) {
            Thread.onSpinWait();
        }
        receiver.poll(this, 30);
        return this;
    }

    /** Frames 0 to {@code count - 1} arrived intact, each once, and nothing else did. */
    boolean isExactly(int count) {
        return seen.cardinality() == count && seen.nextClearBit(0) == count && duplicates == 0 && damaged == 0;
    }

    @Override
    public String toString() {
        return seen.cardinality() + " distinct, first missing " + seen.nextClearBit(0) + ", " + duplicates
                + " duplicates, " + damaged + " damaged";
    }
}

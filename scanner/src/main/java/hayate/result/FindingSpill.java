package hayate.result;

import java.util.ArrayDeque;

/**
 * A first-in first-out store of findings on one thread, 32 bytes each in chunks of 128 KiB: where the receiver puts what
 * the ring has no room for. It grows as long as it must; since findings are unique it holds at most three per target
 * (a state rises at most three times).
 *
 * <pre>
 *      63      56 55      48 47                                0
 *     +----------+----------+-----------------------------------+
 *   0 | state    | reason   | index                             |
 *     +----------+----------+----------+------------------------+
 *   1 | address                        | responder              |
 *     +--------------------------------+------------------------+
 *   2 | time, ns since the epoch                                |
 *     +--------------------------------+-----------+-----+------+
 *   3 | round trip, us                 | port 16   | ttl | att. |
 *     +--------------------------------+-----------+-----+------+
 * </pre>
 */
final class FindingSpill {
    private static final int WORDS = 4;
    private static final int CHUNK_FINDINGS = 4096;
    private static final int CHUNK_WORDS = CHUNK_FINDINGS * WORDS;
    private static final long INDEX_MASK = (1L << 48) - 1;

    private final ArrayDeque<long[]> chunks = new ArrayDeque<>();
    private long[] spare;
    private int headWord;
    private int tailWord = CHUNK_WORDS;
    private long size;

    long size() {
        return size;
    }

    void add(Finding finding) {
        if (tailWord == CHUNK_WORDS) {
            chunks.addLast(spare != null ? spare : new long[CHUNK_WORDS]);
            spare = null;
            tailWord = 0;
        }
        pack(finding, chunks.getLast(), tailWord);
        tailWord += WORDS;
        size++;
    }

    /** Copies the oldest finding to {@code target}; the spill must not be empty. */
    void peek(Finding target) {
        unpack(chunks.getFirst(), headWord, target);
    }

    /** Forgets the oldest finding. */
    void remove() {
        headWord += WORDS;
        size--;
        if (size == 0 || headWord == CHUNK_WORDS) {
            spare = chunks.removeFirst();
            headWord = 0;
            if (size == 0) {
                tailWord = CHUNK_WORDS;
            }
        }
    }

    private static void pack(Finding finding, long[] words, int at) {
        words[at] = (long) finding.state.rank() << 56 | (long) finding.reason.number() << 48 | finding.index;
        words[at + 1] = (long) finding.address << 32 | (finding.responder & 0xFFFF_FFFFL);
        words[at + 2] = finding.timeNs;
        words[at + 3] = (long) finding.rttUs << 32
                | (finding.port & 0xFFFFL) << 16
                | (finding.ttl & 0xFFL) << 8
                | (finding.attempt & 0xFFL);
    }

    private static void unpack(long[] words, int at, Finding finding) {
        finding.state = State.ofRank((int) (words[at] >>> 56));
        finding.reason = Reason.ofOrdinal((int) (words[at] >>> 48) & 0xFF);
        finding.index = words[at] & INDEX_MASK;
        finding.address = (int) (words[at + 1] >>> 32);
        finding.responder = (int) words[at + 1];
        finding.timeNs = words[at + 2];
        finding.rttUs = (int) (words[at + 3] >>> 32);
        finding.port = (int) (words[at + 3] >>> 16) & 0xFFFF;
        finding.ttl = (int) (words[at + 3] >>> 8) & 0xFF;
        finding.attempt = (int) words[at + 3] & 0xFF;
    }
}

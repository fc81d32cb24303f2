package hayate.plan;

import java.util.BitSet;

/**
 * Four octet sets, {@code 10.0-3.*.1,7}: every address whose octets are each in their set. A set is a comma list of
 * {@code n}, {@code n-m}, {@code n-} (to 255), {@code -m} (from 0), {@code -} and {@code *} (all). A mask widens each
 * address to its block; since it does so octet by octet, the result is again four sets.
 */
final class OctetExpression {
    /** Separate ranges that one expression may make: every address that ends in .1 is 2^24 of them. */
    static final long RANGES_MAX = 1L << 24;

    private static final int OCTETS = 4;
    private static final int VALUES = 256;

    private final String word;
    private final BitSet[] octets = new BitSet[OCTETS];

    private OctetExpression(String word) {
        this.word = word;
    }

    /** Whether the word can only be meant as four octet sets: three dots between digits, commas, dashes and stars. */
    static boolean looksLikeOne(String word) {
        int dots = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            boolean allowed = c >= '0' && c <= '9' || c == ',' || c == '-' || c == '*' || c == '.';
            if (!allowed) {
                return false;
            }
            dots += c == '.' ? 1 : 0;
        }
        return dots == OCTETS - 1;
    }

    /**
     * Reads an expression.
     *
     * @throws PlanException if it is none
     */
    static OctetExpression parse(String word) {
        OctetExpression expression = new OctetExpression(word);
        int from = 0;
        for (int i = 0; i < OCTETS; i++) {
            int dot = word.indexOf('.', from);
            if (dot < 0 == i < OCTETS - 1) {
                throw expression.refusal("want four octets");
            }
            int to = dot < 0 ? word.length() : dot;
            expression.octets[i] = expression.parseOctet(from, to);
            from = to + 1;
        }
        return expression;
    }

    /** Adds every address, widened to its block of {@code 2^(32 - maskBits)}. */
    void addTo(AddressSet.Builder builder, int maskBits) {
        applyMask(maskBits);
        int last = OCTETS - 1;
        while (last > 0 && octets[last].cardinality() == VALUES) {
            last--;
        }
        long ranges = runs(octets[last]);
        for (int i = 0; i < last; i++) {
            ranges *= octets[i].cardinality();
        }
        if (ranges > RANGES_MAX) {
            throw refusal("means " + Words.count(ranges) + " separate ranges, at most " + Words.count(RANGES_MAX)
                    + " are accepted; exclude what you do not want from wider ranges instead");
        }
        emit(builder, 0, last, 0);
    }

    private void applyMask(int maskBits) {
        for (int i = 0; i < OCTETS; i++) {
            int bits = Math.max(0, Math.min(Byte.SIZE, maskBits - Byte.SIZE * i));
            int block = 1 << Byte.SIZE - bits;
            for (int first = 0; first < VALUES; first += block) {
                if (!octets[i].get(first, first + block).isEmpty()) {
                    octets[i].set(first, first + block);
                }
            }
        }
    }

    private void emit(AddressSet.Builder builder, int octet, int lastOctet, int prefix) {
        int shift = Byte.SIZE * (OCTETS - 1 - octet);
        BitSet values = octets[octet];
        int value = values.nextSetBit(0);
        while (value >= 0) {
            if (octet < lastOctet) {
                emit(builder, octet + 1, lastOctet, prefix | value << shift);
                value = values.nextSetBit(value + 1);
            } else {
                int end = values.nextClearBit(value);
                int last = prefix | end - 1 << shift | (1 << shift) - 1;
                builder.add(prefix | value << shift, last);
                value = values.nextSetBit(end);
            }
        }
    }

    private BitSet parseOctet(int from, int to) {
        BitSet values = new BitSet(VALUES);
        int itemFrom = from;
        while (itemFrom <= to) {
            int comma = word.indexOf(',', itemFrom);
            int itemTo = comma < 0 || comma > to ? to : comma;
            addItem(values, itemFrom, itemTo);
            itemFrom = itemTo + 1;
        }
        return values;
    }

    private void addItem(BitSet values, int from, int to) {
        if (to - from == 1 && word.charAt(from) == '*') {
            values.set(0, VALUES);
            return;
        }
        int dash = word.indexOf('-', from);
        boolean isRange = dash >= 0 && dash < to;
        int firstTo = isRange ? dash : to;
        int first = isRange && dash == from ? 0 : Words.number(word, from, firstTo, VALUES - 1);
        int last = !isRange ? first : dash + 1 == to ? VALUES - 1 : Words.number(word, dash + 1, to, VALUES - 1);
        if (first < 0 || last < 0) {
            throw refusal(Words.quote(word.substring(from, to)) + " is no octet, nor range of octets, 0 to 255");
        }
        if (first > last) {
            throw refusal("the range " + word.substring(from, to) + " runs backward");
        }
        values.set(first, last + 1);
    }

    private PlanException refusal(String reason) {
        return new PlanException("target " + Words.quote(word) + ": " + reason);
    }

    private static int runs(BitSet values) {
        int runs = 0;
        for (int i = values.nextSetBit(0); i >= 0; i = values.nextSetBit(values.nextClearBit(i))) {
            runs++;
        }
        return runs;
    }
}

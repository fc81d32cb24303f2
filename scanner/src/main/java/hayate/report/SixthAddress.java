package hayate.report;

/** IPv6 addresses in their one short form (RFC 5952). */
final class SixthAddress {
    private static final int GROUPS = 8;

    private SixthAddress() {}

    /** The text of 16 bytes. */
    static String toText(byte[] bytes) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (bytes[2 * i] & 0xFF) << 8 | bytes[2 * i + 1] & 0xFF;
        }
        int longest = 0;
        int longestAt = -1;
        for (int at = 0; at < GROUPS; at++) {
            int zeros = zerosFrom(groups, at);
            if (zeros > longest && zeros > 1) {
                longest = zeros;
                longestAt = at;
            }
        }
        return longestAt < 0
                ? join(groups, 0, GROUPS)
                : join(groups, 0, longestAt) + "::" + join(groups, longestAt + longest, GROUPS);
    }

    private static int zerosFrom(int[] groups, int at) {
        int end = at;
        while (end < GROUPS && groups[end] == 0) {
            end++;
        }
        return end - at;
    }

    private static String join(int[] groups, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i > from ? ":" : "").append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}

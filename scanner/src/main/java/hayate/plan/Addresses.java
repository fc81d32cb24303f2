package hayate.plan;

/** The text form of IPv4 addresses: four decimal octets with dots. */
public final class Addresses {
    private Addresses() {}

    /** An address as text, {@code 10.0.0.1}. */
    public static String format(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xFF) + "." + (address >>> 8 & 0xFF) + "." + (address & 0xFF);
    }

    /**
     * Writes an address as ASCII, without garbage.
     *
     * @param buffer where to, with room for 15 bytes from {@code offset}
     * @return the offset after the last byte written
     */
    public static int format(int address, byte[] buffer, int offset) {
        int at = putDecimal(address >>> 24, buffer, offset);
        for (int shift = 16; shift >= 0; shift -= 8) {
            buffer[at++] = '.';
            at = putDecimal(address >>> shift & 0xFF, buffer, at);
        }
        return at;
    }

    /** Writes a number 0..99999 as ASCII decimal digits and returns the offset after it. */
    static int putDecimal(int value, byte[] buffer, int offset) {
        int digits = value < 10 ? 1 : value < 100 ? 2 : value < 1000 ? 3 : value < 10_000 ? 4 : 5;
        int rest = value;
        for (int i = offset + digits - 1; i >= offset; i--) {
            buffer[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return offset + digits;
    }
}

package hayate.report;

import java.util.Comparator;

/** Addresses as numbers: IPv4 in numeric order, before all others. */
final class AddressOrder {
    /** Compares addresses as texts. */
    static final Comparator<String> COMPARATOR =
            Comparator.comparingLong(AddressOrder::key).thenComparing(Comparator.naturalOrder());

    private AddressOrder() {}

    private static long key(String address) {
        long number = ipv4(address);
        return number < 0 ? Long.MAX_VALUE : number;
    }

    /** An IPv4 address as a number, negative if the text is none. */
    static long ipv4(String address) {
        long number = 0;
        int octet = -1;
        int octets = 0;
        for (int i = 0; i <= address.length(); i++) {
            char c = i == address.length() ? '.' : address.charAt(i);
            if (c == '.') {
                if (octet < 0 || ++octets > 4) {
                    return -1;
                }
                number = number << 8 | octet;
                octet = -1;
            } else if (c >= '0' && c <= '9') {
                octet = Math.max(octet, 0) * 10 + c - '0';
                if (octet > 255) {
                    return -1;
                }
            } else {
                return -1;
            }
        }
        return octets == 4 ? number : -1;
    }

    /** A number as an IPv4 address. */
    static String dotted(long number) {
        return (number >>> 24 & 0xFF) + "." + (number >>> 16 & 0xFF) + "." + (number >>> 8 & 0xFF) + "."
                + (number & 0xFF);
    }
}

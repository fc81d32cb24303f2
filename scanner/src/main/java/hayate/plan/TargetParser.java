package hayate.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads targets, word by word, into address ranges, single targets and host names still to be resolved:
 *
 * <pre>
 *  10.0.0.1              an address             10.0-3.*.1,7          octet sets, as nmap has them
 *  10.0.0.0/24           a block                10.0.0.1:8080         a single target
 *  10.0.0.1-10.0.0.20    a range                www.example.com[/24]  a name, or the block around it
 * </pre>
 *
 * Several of them may be joined by commas; a comma between digits of a word with three dots belongs to an octet set.
 * The common forms are read from bytes without making objects. One parser gathers one list (targets, excludes or scope)
 * and is not safe for several threads.
 */
final class TargetParser {
    static final int PORT_NONE = -1;
    static final int FULL_MASK = 32;

    private static final String ACCEPTED = "a target is an address, a block (10.0.0.0/24), a range"
            + " (10.0.0.1-10.0.0.20), octet sets (10.0-3.*.1,7), address:port or a host name";
    private static final int NAME_LENGTH_MAX = 253;
    private static final long NO_QUAD = -1;

    /**
     * A host name among the targets.
     *
     * @param name the name
     * @param maskBits the size of the block around it, 32 for the address alone
     * @param port the port after a colon or {@link #PORT_NONE}
     */
    record Host(String name, int maskBits, int port) {}

    private final AddressSet.Builder addresses = AddressSet.builder();
    private final List<Host> hosts = new ArrayList<>();
    private long[] pairs = new long[0];
    private int pairCount;
    private long wordCount;

    /**
     * Reads one word.
     *
     * @throws PlanException if it is no target
     */
    void parse(byte[] bytes, int from, int to) {
        wordCount++;
        if (!parseQuick(bytes, from, to)) {
            parseWord(bytes, from, to);
        }
    }

    /** The addresses and ranges read so far. */
    AddressSet.Builder addresses() {
        return addresses;
    }

    /** The single targets read so far, packed ({@link Target}). */
    long[] pairs() {
        return Arrays.copyOf(pairs, pairCount);
    }

    /** The host names read so far. */
    List<Host> hosts() {
        return hosts;
    }

    /** How many words have been read. */
    long wordCount() {
        return wordCount;
    }

    void addPair(int address, int port) {
        if (pairCount == pairs.length) {
            pairs = Arrays.copyOf(pairs, Math.max(16, pairs.length * 2));
        }
        pairs[pairCount++] = Target.of(address, port);
    }

    /** Adds the block of {@code 2^(32 - maskBits)} addresses around an address. */
    void addBlock(int address, int maskBits) {
        int hostMask = maskBits == 0 ? -1 : (1 << FULL_MASK - maskBits) - 1;
        addresses.add(address & ~hostMask, address | hostMask);
    }

    /** Reads an address, block, range or single target; false if the word is none of these. */
    private boolean parseQuick(byte[] bytes, int from, int to) {
        long quad = quad(bytes, from, to);
        if (quad == NO_QUAD) {
            return false;
        }
        int address = (int) quad;
        int at = (int) (quad >>> 32);
        if (at == to) {
            addresses.add(address);
            return true;
        }
        return switch (bytes[at]) {
            case '/' -> addBlockIfNumber(address, number(bytes, at + 1, to, FULL_MASK));
            case ':' -> addPairIfNumber(address, number(bytes, at + 1, to, PortSet.PORTS_MAX - 1));
            case '-' -> addRangeIfQuad(address, quad(bytes, at + 1, to), to);
            default -> false;
        };
    }

    private boolean addBlockIfNumber(int address, int maskBits) {
        if (maskBits >= 0) {
            addBlock(address, maskBits);
        }
        return maskBits >= 0;
    }

    private boolean addPairIfNumber(int address, int port) {
        if (port >= 0) {
            addPair(address, port);
        }
        return port >= 0;
    }

    private boolean addRangeIfQuad(int first, long lastQuad, int to) {
        if (lastQuad == NO_QUAD || (int) (lastQuad >>> 32) != to) {
            return false;
        }
        int last = (int) lastQuad;
        if (Integer.compareUnsigned(first, last) > 0) {
            throw new PlanException(
                    "target '" + Addresses.format(first) + "-" + Addresses.format(last) + "': the range runs backward");
        }
        addresses.add(first, last);
        return true;
    }

    private void parseWord(byte[] bytes, int wordFrom, int wordTo) {
        int from = wordFrom;
        int to = wordTo;
        while (from < to && bytes[from] == ',') {
            from++;
        }
        while (from < to && bytes[to - 1] == ',') {
            to--;
        }
        if (from == to) {
            return;
        }
        String word = Words.text(bytes, from, to);
        int slash = word.indexOf('/');
        String base = slash < 0 ? word : word.substring(0, slash);
        boolean commaAfterMask = slash >= 0 && word.indexOf(',', slash) >= 0;
        if (OctetExpression.looksLikeOne(base) && !commaAfterMask) {
            OctetExpression.parse(base).addTo(addresses, slash < 0 ? FULL_MASK : maskBits(word, slash));
        } else if (word.indexOf(',') >= 0) {
            parseList(bytes, from, to);
        } else if (!(from > wordFrom || to < wordTo) || !parseQuick(bytes, from, to)) {
            parseHost(word);
        }
    }

    private void parseList(byte[] bytes, int from, int to) {
        int pieceFrom = from;
        for (int i = from; i <= to; i++) {
            if (i == to || bytes[i] == ',') {
                if (i > pieceFrom && !parseQuick(bytes, pieceFrom, i)) {
                    parseWord(bytes, pieceFrom, i);
                }
                pieceFrom = i + 1;
            }
        }
    }

    private void parseHost(String word) {
        int colon = word.indexOf(':');
        int slash = word.indexOf('/');
        if (word.indexOf('[') >= 0 || colon >= 0 && word.indexOf(':', colon + 1) >= 0) {
            throw refusal(word, "IPv6 is not available yet; give IPv4 addresses");
        }
        if (colon >= 0 && slash >= 0) {
            throw refusal(word, "a port goes with a single address or name; give blocks ports with -p");
        }
        int nameTo = colon >= 0 ? colon : slash >= 0 ? slash : word.length();
        String name = word.substring(0, nameTo);
        checkName(word, name);
        int maskBits = slash < 0 ? FULL_MASK : maskBits(word, slash);
        hosts.add(new Host(name, maskBits, colon < 0 ? PORT_NONE : port(word, colon)));
    }

    private static void checkName(String word, String name) {
        if (name.isEmpty() || name.length() > NAME_LENGTH_MAX || name.startsWith("-") || !hasNameCharacters(name)) {
            throw refusal(word, ACCEPTED);
        }
        String trimmed = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        String lastLabel = trimmed.substring(trimmed.lastIndexOf('.') + 1);
        if (lastLabel.isEmpty() || lastLabel.chars().allMatch(c -> c >= '0' && c <= '9' || c == '-')) {
            throw refusal(word, "not four octets of 0 to 255, and no host name; " + ACCEPTED);
        }
        if (lastLabel.startsWith("0x") || lastLabel.startsWith("0X")) {
            throw refusal(word, "addresses are written in decimal; " + ACCEPTED);
        }
    }

    private static boolean hasNameCharacters(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '.' && c != '_') {
                return false;
            }
        }
        return !name.contains("..") && !name.startsWith(".");
    }

    private static int maskBits(String word, int slash) {
        int bits = Words.number(word, slash + 1, word.length(), FULL_MASK);
        if (bits < 0) {
            throw refusal(word, "the mask after / is a number of bits, 0 to 32");
        }
        return bits;
    }

    private static int port(String word, int colon) {
        int port = Words.number(word, colon + 1, word.length(), PortSet.PORTS_MAX - 1);
        if (port < 0) {
            throw refusal(word, "the port after : is a number, 0 to 65535");
        }
        return port;
    }

    private static PlanException refusal(String word, String reason) {
        return new PlanException("target " + Words.quote(word) + ": " + reason);
    }

    /** Reads four octets; returns the end of them in the upper and the address in the lower half, or NO_QUAD. */
    private static long quad(byte[] bytes, int from, int to) {
        int address = 0;
        int at = from;
        for (int octet = 0; octet < 4; octet++) {
            if (octet > 0 && (at >= to || bytes[at++] != '.')) {
                return NO_QUAD;
            }
            int value = 0;
            int digitsFrom = at;
            while (at < to && bytes[at] >= '0' && bytes[at] <= '9' && at - digitsFrom < 3) {
                value = value * 10 + bytes[at++] - '0';
            }
            if (at == digitsFrom || value > 255) {
                return NO_QUAD;
            }
            address = address << 8 | value;
        }
        return (long) at << 32 | address & 0xFFFF_FFFFL;
    }

    private static int number(byte[] bytes, int from, int to, int max) {
        int value = from < to ? 0 : -1;
        for (int i = from; i < to && value >= 0; i++) {
            int digit = bytes[i] - '0';
            value = digit >= 0 && digit <= 9 && value <= max ? value * 10 + digit : -1;
        }
        return value > max ? -1 : value;
    }
}

package hayate.lab;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code packets 12 bytes 640} from what nft lists. */
final class NftCounter {
    private static final Pattern PACKETS = Pattern.compile("\\bpackets (\\d+) bytes \\d+");

    private NftCounter() {}

    /** The packets of the first counter in a listing. */
    static long packets(String listing) {
        Matcher matcher = PACKETS.matcher(listing);
        if (!matcher.find()) {
            throw new LabException("nft listed no counter: " + listing.strip());
        }
        return Long.parseLong(matcher.group(1));
    }
}

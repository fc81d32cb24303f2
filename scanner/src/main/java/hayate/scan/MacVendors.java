package hayate.scan;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Who made the hardware of a MAC, by the first 24 bits that IEEE assigned (the public OUI listing), from the copy of the
 * listing that the system has (Debian's package ieee-data). Without one, nobody is named. Read when first asked.
 */
final class MacVendors {
    private static final List<Path> LISTINGS = List.of(
            Path.of("/usr/share/ieee-data/oui.txt"),
            Path.of("/var/lib/ieee-data/oui.txt"),
            Path.of("/usr/share/misc/oui.txt"));
    private static final String MARK = "(base 16)";
    private static final int PREFIX_DIGITS = 6;
    private static final int PREFIX_SHIFT = 24;
    private static final int VENDOR_LENGTH_MAX = 80;

    private Map<Integer, String> vendors;

    /** The vendor of a 48-bit MAC. */
    Optional<String> of(long mac) {
        if (vendors == null) {
            vendors = LISTINGS.stream()
                    .filter(Files::isReadable)
                    .findFirst()
                    .map(MacVendors::read)
                    .orElseGet(Map::of);
        }
        return Optional.ofNullable(vendors.get((int) (mac >>> PREFIX_SHIFT)));
    }

    private static Map<Integer, String> read(Path listing) {
        Map<Integer, String> vendors = new HashMap<>();
        try (BufferedReader lines = Files.newBufferedReader(listing, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int mark = line.indexOf(MARK);
                if (mark >= PREFIX_DIGITS && line.length() > mark + MARK.length()) {
                    String prefix = line.substring(0, PREFIX_DIGITS).toUpperCase(Locale.ROOT);
                    String name = line.substring(mark + MARK.length()).strip();
                    vendors.put(
                            Integer.parseInt(prefix, 16),
                            name.substring(0, Math.min(VENDOR_LENGTH_MAX, name.length())));
                }
            }
        } catch (IOException | NumberFormatException e) {
            System.getLogger(MacVendors.class.getName()).log(System.Logger.Level.DEBUG, "cannot read " + listing, e);
        }
        return vendors;
    }
}

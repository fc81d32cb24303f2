package hayate.report;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a certificate says, taken from the lines of {@code ssl-cert} evidence, hayate's own and nmap's alike.
 *
 * @param lines the label of each line in lower case, and what follows its colon
 */
record CertificateFacts(Map<String, String> lines) {
    private static final String EVIDENCE = "ssl-cert";
    private static final String NAMES = "subject alternative name";
    private static final String BITS = "public key bits";
    private static final int LINES_MAX = 40;

    /** The facts among the evidence of a port, if it has any. */
    static Optional<CertificateFacts> of(List<ScriptReport> scripts) {
        return scripts.stream()
                .filter(script -> script.id().equals(EVIDENCE))
                .map(script -> new CertificateFacts(read(script.output())))
                .filter(facts -> facts.lines.containsKey("subject"))
                .findFirst();
    }

    private static Map<String, String> read(String output) {
        Map<String, String> lines = new LinkedHashMap<>();
        output.lines().limit(LINES_MAX).forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                lines.putIfAbsent(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        });
        return lines;
    }

    private String line(String label) {
        return lines.getOrDefault(label, "");
    }

    JsonLine toJson() {
        JsonLine json = new JsonLine()
                .text("subject", line("subject"))
                .text("issuer", line("issuer"))
                .texts("names", names())
                .text("key_type", line("public key type"));
        if (line(BITS).matches("\\d{1,6}")) {
            json.number("key_bits", Long.parseLong(line(BITS)));
        }
        return json.text("signature_algorithm", line("signature algorithm"))
                .text("not_before", line("not valid before"))
                .text("not_after", line("not valid after"));
    }

    private List<String> names() {
        return Arrays.stream(line(NAMES).split(", ", -1))
                .map(name -> name.substring(name.indexOf(':') + 1))
                .filter(name -> !name.isEmpty())
                .toList();
    }
}

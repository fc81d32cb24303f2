package hayate.lab;

import hayate.plan.Target;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** What a scan reported, read back from its JSON lines as any other program would. */
final class FoundTargets {
    private final Map<String, Set<Long>> byState = new TreeMap<>();
    private final Map<String, Integer> duplicates = new TreeMap<>();

    /** Reads a file of JSON lines. */
    static FoundTargets read(Path file) throws IOException {
        FoundTargets found = new FoundTargets();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
                JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), reader)) {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                found.readLine(parser);
            }
        }
        return found;
    }

    /** The targets reported in a state. */
    Set<Long> in(String state) {
        return byState.getOrDefault(state, Set.of());
    }

    /** Lines that repeated a target in the same state. */
    int duplicates(String state) {
        return duplicates.getOrDefault(state, 0);
    }

    private void readLine(JsonParser parser) {
        String address = null;
        String state = null;
        int port = -1;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "address" -> address = parser.getString();
                case "port" -> port = parser.getIntValue();
                case "state" -> state = parser.getString();
                default -> parser.skipChildren();
            }
        }
        if (address != null && state != null && port >= 0) {
            add(state, Target.of(parse(address), port));
        }
    }

    private void add(String state, long target) {
        if (!byState.computeIfAbsent(state, key -> new HashSet<>()).add(target)) {
            duplicates.merge(state, 1, Integer::sum);
        }
    }

    static int parse(String dotted) {
        int address = 0;
        for (String octet : dotted.split("\\.")) {
            address = address << 8 | Integer.parseInt(octet);
        }
        return address;
    }
}

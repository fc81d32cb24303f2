package hayate.output;

import hayate.output.OutputConfig.Format;
import hayate.plan.Shard;
import hayate.result.State;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * The checkpoint file's content: JSON that people may read and only hayate may write, which its checksum makes sure of.
 *
 * @param scanNumber ties it to its journal
 * @param identity what the scan is
 * @param progress how far it is
 * @param journalLengthBytes how long the journal was, synced
 * @param states which states the outputs show
 * @param withPort whether the quiet format has ports
 * @param outputs where the outputs stood, synced
 */
record Checkpoint(
        long scanNumber,
        ScanIdentity identity,
        ScanProgress progress,
        long journalLengthBytes,
        Set<State> states,
        boolean withPort,
        List<OutputMark> outputs) {
    private static final long VERSION = 1;
    private static final String CHECKSUM = "checksum";

    byte[] encode() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("hayate_checkpoint", VERSION);
        tree.put("scan_number", scanNumber);
        tree.put("identity", identityTree());
        tree.put("progress", progressTree());
        tree.put("journal_length_bytes", journalLengthBytes);
        tree.put("states", states.stream().sorted().map(State::name).toList());
        tree.put("with_port", withPort);
        tree.put("outputs", outputs.stream().map(Checkpoint::markTree).toList());
        tree.put(CHECKSUM, checksum(tree));
        return JsonWriter.toJson(tree).getBytes(StandardCharsets.UTF_8);
    }

    private static String checksum(Map<String, Object> tree) {
        CRC32C crc = new CRC32C();
        crc.update(JsonWriter.toJson(tree).getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", crc.getValue());
    }

    private Map<String, Object> identityTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("version", identity.version());
        tree.put("arguments", identity.arguments());
        tree.put("resolved_names", identity.resolvedNames());
        tree.put("plan_digest", identity.planDigest());
        tree.put("space_size", identity.spaceSize());
        tree.put("seed", identity.seed());
        tree.put("shard_number", identity.shard().number());
        tree.put("shard_count", identity.shard().count());
        tree.put("started_ns", identity.startedNs());
        return tree;
    }

    private Map<String, Object> progressTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("pass", progress.pass());
        tree.put("attempt", progress.attempt());
        tree.put("safe_step", progress.safeStep());
        tree.put(
                "resend",
                progress.resend().stream().map(s -> List.of(s.from(), s.to())).toList());
        tree.put("counters", progress.counters());
        tree.put("elapsed_ns", progress.elapsedNs());
        return tree;
    }

    private static Map<String, Object> markTree(OutputMark mark) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("format", mark.format().name());
        tree.put("path", mark.path());
        tree.put("start_offset", mark.startOffset());
        tree.put("offset", mark.offset());
        tree.put("findings", mark.findings());
        tree.put("records", mark.records());
        return tree;
    }

    /**
     * Reads a checkpoint.
     *
     * @throws CheckpointException if these bytes are none
     */
    static Checkpoint decode(byte[] json, String name) {
        try {
            Map<String, Object> tree = JsonTree.parse(json);
            Object version = tree.get("hayate_checkpoint");
            if (version == null) {
                throw new IllegalArgumentException("not a hayate checkpoint");
            }
            if (!version.equals(VERSION)) {
                throw new IllegalArgumentException("version " + version + ", this hayate reads version " + VERSION);
            }
            Object checksum = tree.remove(CHECKSUM);
            if (!checksum(tree).equals(checksum)) {
                throw new IllegalArgumentException("damaged or edited: the checksum does not match");
            }
            return decode(new JsonTree.Node(tree));
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(name + ": " + Texts.escapeControls(String.valueOf(e.getMessage())), e);
        }
    }

    private static Checkpoint decode(JsonTree.Node tree) {
        Set<State> states = EnumSet.noneOf(State.class);
        tree.texts("states").forEach(state -> states.add(State.valueOf(state)));
        return new Checkpoint(
                tree.number("scan_number"),
                identity(tree.node("identity")),
                progress(tree.node("progress")),
                tree.count("journal_length_bytes"),
                states,
                tree.flag("with_port"),
                tree.nodes("outputs").stream().map(Checkpoint::mark).toList());
    }

    private static ScanIdentity identity(JsonTree.Node tree) {
        return new ScanIdentity(
                tree.text("version"),
                tree.texts("arguments"),
                tree.node("resolved_names").textLists(),
                tree.text("plan_digest"),
                tree.count("space_size"),
                tree.number("seed"),
                new Shard(tree.smallNumber("shard_number"), tree.smallNumber("shard_count")),
                tree.number("started_ns"));
    }

    private static ScanProgress progress(JsonTree.Node tree) {
        return new ScanProgress(
                tree.smallNumber("pass"),
                tree.smallNumber("attempt"),
                tree.count("safe_step"),
                tree.list("resend").stream().map(Checkpoint::stretch).toList(),
                tree.counts("counters"),
                tree.count("elapsed_ns"));
    }

    private static ScanProgress.Stretch stretch(Object pair) {
        if (pair instanceof List<?> list
                && list.size() == 2
                && list.get(0) instanceof Long from
                && list.get(1) instanceof Long to) {
            return new ScanProgress.Stretch(from, to);
        }
        throw new IllegalArgumentException("resend is not a list of pairs");
    }

    private static OutputMark mark(JsonTree.Node tree) {
        OutputMark mark = new OutputMark(
                Format.valueOf(tree.text("format")),
                tree.text("path"),
                tree.count("start_offset"),
                tree.count("offset"),
                tree.count("findings"),
                tree.count("records"));
        if (mark.offset() < mark.startOffset()
                || mark.records() > mark.findings()
                || mark.path().isEmpty()) {
            throw new IllegalArgumentException("impossible place in output " + mark.path());
        }
        return mark;
    }
}

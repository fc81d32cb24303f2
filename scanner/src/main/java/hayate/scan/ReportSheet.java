package hayate.scan;

import hayate.output.CheckpointException;
import hayate.output.Durability;
import hayate.output.OutputException;
import hayate.plan.AddressSet;
import hayate.plan.Addresses;
import hayate.scan.HostDiscovery.Found;
import hayate.scan.HostTable.HostReason;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What host reports need beside checkpoint and journal to go on after a kill: the hosts that were found, and where in its
 * file each report begins. Lines of tab-separated fields, written whole and renamed into place before the search, before its
 * probes, and before the first port is asked:
 *
 * <pre>
 * output   OFFSET  FILE (as a URI)
 * looking                        (the search for hosts is not over)
 * ping     FIRST   LAST          (addresses that its probes go to, once that is known)
 * host     ADDRESS REASON TTL RTT-US RTT-VARIATION-US MAC FIRST-NS
 * range    FIRST   LAST          (addresses that only their ports decide about)
 * end
 * </pre>
 */
record ReportSheet(Found found, Map<String, Long> offsets, boolean looking, Optional<AddressSet> toPing) {
    private static final String SUFFIX = ".hosts";

    /** Before a search. */
    static ReportSheet beginning(Map<String, Long> offsets) {
        return new ReportSheet(new Found(new HostTable(), AddressSet.EMPTY), offsets, true, Optional.empty());
    }

    /** When the probes of a search are about to leave. */
    ReportSheet withProbesTo(HostTable known, AddressSet addresses) {
        return new ReportSheet(new Found(known, AddressSet.EMPTY), offsets, true, Optional.of(addresses));
    }

    /** After a search. */
    ReportSheet withFound(Found hosts) {
        return new ReportSheet(hosts, offsets, false, Optional.empty());
    }

    /** The sheet that belongs to a checkpoint. */
    static Path beside(Path checkpoint) {
        return checkpoint.resolveSibling(checkpoint.getFileName() + SUFFIX);
    }

    /**
     * Writes it so that it is there, whole, or not at all.
     *
     * @param durability whether a power cut may not undo that
     * @throws OutputException if it cannot be written
     */
    void write(Path file, Durability durability) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (BufferedWriter out = Files.newBufferedWriter(part)) {
                writeTo(out);
            }
            if (durability.isDue()) {
                sync(part);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new OutputException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private void writeTo(BufferedWriter out) throws IOException {
        for (Map.Entry<String, Long> offset : offsets.entrySet()) {
            out.write("output\t" + offset.getValue() + "\t" + offset.getKey() + "\n");
        }
        if (looking) {
            out.write("looking\n");
        }
        if (toPing.isPresent()) {
            writeRanges(out, "ping", toPing.get());
        }
        HostTable up = found.up();
        for (int n = 0; n < up.size(); n++) {
            out.write("host\t" + Addresses.format(up.addressOf(n)) + "\t"
                    + up.reasonOf(n).label() + "\t" + up.ttlOf(n) + "\t" + up.smoothedRttUs(n) + "\t"
                    + up.rttVariationUs(n) + "\t" + up.macOf(n) + "\t" + up.firstNs(n) + "\n");
        }
        writeRanges(out, "range", found.undecided());
        out.write("end\n");
    }

    private static void writeRanges(BufferedWriter out, String label, AddressSet addresses) throws IOException {
        for (int range = 0; range < addresses.rangeCount(); range++) {
            out.write(label + "\t" + addresses.firstAddress(range) + "\t" + addresses.lastAddress(range) + "\n");
        }
    }

    /**
     * Reads it.
     *
     * @throws CheckpointException if it is not there or damaged
     */
    static ReportSheet read(Path file) {
        HostTable up = new HostTable();
        AddressSet.Builder undecided = AddressSet.builder();
        AddressSet.Builder toPing = AddressSet.builder();
        Map<String, Long> offsets = new LinkedHashMap<>();
        boolean looking;
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.isEmpty() || !lines.get(lines.size() - 1).equals("end")) {
                throw new CheckpointException(file + " is cut off: start the scan anew");
            }
            looking = lines.contains("looking");
            for (String line : lines) {
                String[] fields = line.split("\t", -1);
                readLine(fields, up, fields[0].equals("ping") ? toPing : undecided, offsets);
            }
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new CheckpointException("cannot read " + file + ": " + e.getMessage(), e);
        }
        AddressSet probed = toPing.build();
        return new ReportSheet(
                new Found(up, undecided.build()),
                offsets,
                looking,
                probed.isEmpty() ? Optional.empty() : Optional.of(probed));
    }

    private static void readLine(String[] fields, HostTable up, AddressSet.Builder ranges, Map<String, Long> offsets) {
        switch (fields[0]) {
            case "output" -> offsets.put(fields[2], Long.parseLong(fields[1]));
            case "range", "ping" -> ranges.add(Integer.parseInt(fields[1]), Integer.parseInt(fields[2]));
            case "host" -> {
                int number = up.add(
                        address(fields[1]),
                        HostReason.ofLabel(fields[2]),
                        Integer.parseInt(fields[3]),
                        Long.parseLong(fields[7]));
                up.setRoundTrip(number, Integer.parseInt(fields[4]), Integer.parseInt(fields[5]));
                up.setMac(number, Long.parseLong(fields[6]));
            }
            default -> {}
        }
    }

    private static int address(String dotted) {
        int address = 0;
        for (String octet : dotted.split("\\.", -1)) {
            address = address << 8 | Integer.parseInt(octet);
        }
        return address;
    }
}

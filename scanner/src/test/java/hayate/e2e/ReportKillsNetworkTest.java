package hayate.e2e;

import static hayate.e2e.TestWorld.FAR;
import static hayate.e2e.TestWorld.NEAR;
import static org.assertj.core.api.Assertions.assertThat;

import hayate.Seeds;
import hayate.e2e.Hayate.Outcome;
import hayate.output.JsonSchema;
import hayate.report.ConvertCommand;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Host reports of scans that are cut off at random, while hosts are looked for and while ports are asked. */
@Tag("network")
@Execution(ExecutionMode.CONCURRENT)
class ReportKillsNetworkTest {
    /** For each set of formats; a whole check, on two JDKs, kills twenty times. */
    private static final int KILLS = Integer.getInteger("hayate.kills", 5);

    private static final int KILLED_EXIT = 137;
    private static final int INTERRUPTED_EXIT = 130;
    private static final Object[] WHAT = {
        "-n", "--rate", "2k", "-p", "1-120", "192.0.2.8-15", "10.0.0.0/23", "--states", "all"
    };

    @TempDir
    Path folder;

    /** On the link eight hosts, behind it sixteen among 512 addresses, some of whose ports are silent. */
    private static TestWorld world() {
        return Topologies.onLink("192.0.2.1/24", "192.0.2.8/29", "10.0.0.0/23")
                .sh("ip -n $near route add 10.0.0.0/23 via 192.0.2.8 dev n0")
                .listen(FAR, 22, 80, 111)
                .rules(FAR, """
                        table ip wall {
                            chain input {
                                type filter hook input priority 0; policy accept;
                                ip daddr 10.0.0.0/23 ip daddr & 0.0.0.31 != 0.0.0.3 drop
                                ip daddr { 192.0.2.9, 10.0.1.3 } tcp dport 1-40 drop
                                ip daddr { 192.0.2.10, 10.0.0.3 } tcp dport 50-60 reject with icmp type host-prohibited
                            }
                        }
                        """);
    }

    private record Outputs(Path folder, String json) {
        private Path file(String name) {
            return folder.resolve(name);
        }

        private Object[] arguments() {
            List<Object> all = new ArrayList<>(List.of(WHAT));
            all.addAll(List.of("-oN", file("n"), "-oX", file("x"), "-oG", file("g"), "-oL", file("l")));
            all.addAll(List.of("-oJ", file("j"), "--format", json, "--metadata", file("m")));
            all.addAll(List.of("--checkpoint", file("c")));
            return all.toArray();
        }

        /** What each file says, without times. */
        private Map<String, Object> content() throws Exception {
            return Map.of(
                    "x", HostReportNetworkTest.states(file("x")),
                    "n", lines("n", "Nmap scan report|\\d+/tcp|Not shown|MAC", ""),
                    "g", lines("g", "Host: ", ""),
                    "l", lines("l", "open|closed|filtered", " \\d+$"),
                    "j", json.equals("json") ? records() : Set.of());
        }

        /** The findings in masscan's JSON or list. */
        private TreeSet<String> findings(String name) throws Exception {
            Pattern list = Pattern.compile("(open|closed|filtered) tcp (\\d+) (\\S+) \\d+");
            Pattern jsonLine = Pattern.compile("\"ip\": *\"([^\"]+)\".*\"port\": *(\\d+).*\"status\": *\"(\\w+)\".*");
            TreeSet<String> findings = new TreeSet<>();
            for (String line : Files.readAllLines(file(name))) {
                Matcher inList = list.matcher(line);
                Matcher inJson = jsonLine.matcher(line);
                if (inList.find()) {
                    findings.add(inList.group(3) + " " + inList.group(2) + " " + inList.group(1));
                } else if (inJson.find()) {
                    findings.add(inJson.group(1) + " " + inJson.group(2) + " " + inJson.group(3));
                }
            }
            return findings;
        }

        private TreeSet<String> lines(String name, String start, String without) throws Exception {
            TreeSet<String> lines = new TreeSet<>();
            for (String line : Files.readAllLines(file(name))) {
                if (line.matches("(" + start + ").*")) {
                    lines.add(line.replaceAll(without, "").replaceAll(" rtt.*|, *$", ""));
                }
            }
            return lines;
        }

        private TreeSet<String> records() throws Exception {
            JsonSchema schema = JsonSchema.ofFindings();
            TreeSet<String> records = new TreeSet<>();
            List<String> lines = Files.readAllLines(file("j"));
            assertThat(lines.get(lines.size() - 1)).startsWith("{\"record\":\"end\"");
            for (String line : lines) {
                assertThat(schema.violations(line)).as(line).isEmpty();
                Map<?, ?> record = (Map<?, ?>) JsonSchema.parse(line);
                records.add(record.get("record") + " " + record.get("address") + " " + record.get("port") + " "
                        + record.get("state") + " " + record.get("reason") + " " + record.get("not_shown"));
            }
            return records;
        }
    }

    /** Three scans at once, of which two are cut off: one in each set of formats. */
    @Test
    void shouldSayTheSameInAllFormatsAfterKills() throws Exception {
        long seed = Seeds.seed();
        Outputs whole = new Outputs(Files.createDirectory(folder.resolve("whole")), "json");
        Outputs json = new Outputs(Files.createDirectory(folder.resolve("json")), "json");
        Outputs masscan = new Outputs(Files.createDirectory(folder.resolve("masscan")), "masscan-json");
        ExecutorService scans = Executors.newFixedThreadPool(2);
        try (TestWorld world = world()) {
            List<Future<?>> cut = List.of(
                    scans.submit(() -> scanWithKills(world, json, seed)),
                    scans.submit(() -> scanWithKills(world, masscan, seed + 1)));
            Outcome uncut = Hayate.run(world, NEAR, whole.arguments());
            assertThat(uncut.exitCode()).as(uncut.err()).isZero();
            for (Future<?> scan : cut) {
                scan.get();
            }
        } finally {
            scans.shutdownNow();
        }
        for (Outputs outputs : List.of(json, masscan)) {
            String description = outputs.json() + ", seed " + seed;
            Map<String, Object> wanted = new TreeMap<>(whole.content());
            Map<String, Object> got = new TreeMap<>(outputs.content());
            if (outputs.equals(masscan)) {
                wanted.put("j", whole.findings("l"));
                got.put("j", masscan.findings("j"));
            }
            assertThat(got).as(description).isEqualTo(wanted);
            JsonSchema.parse(Files.readString(outputs.file("m")));
            try (var left = Files.list(outputs.folder())) {
                assertThat(left.map(file -> file.getFileName().toString()))
                        .as(description)
                        .containsExactlyInAnyOrder("n", "x", "g", "l", "j", "m");
            }
        }
        assertThat(whole.findings("l")).hasSizeGreaterThan(1000);
    }

    /** The first kill comes while hosts are looked for, which takes two seconds at least. */
    private Void scanWithKills(TestWorld world, Outputs cut, long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        String description = cut.json() + ", seed " + seed;
        int resumedSearches = 0;
        int cuts = 0;
        Outcome last = null;
        while (last == null || last.exitCode() != 0) {
            boolean begun = Files.exists(cut.file("c"));
            resumedSearches += begun && Files.readString(cut.file("c")).contains("hosts of ") ? 1 : 0;
            Hayate run = begun
                    ? Hayate.start(world, NEAR, "--resume", cut.file("c"))
                    : Hayate.start(world, NEAR, cut.arguments());
            while (!begun && run.isAlive() && !Files.exists(cut.file("c"))) {
                Thread.sleep(5);
            }
            boolean interrupt = cuts == 2;
            int briefMs = interrupt ? 1500 : (begun ? 500 : 0) + random.nextInt(cuts < 2 ? 700 : 1100);
            if (!run.endsWithin(cuts < KILLS ? briefMs : 60_000)) {
                run.signal(interrupt ? "INT" : "KILL");
                cuts++;
            }
            last = run.await();
            assertThat(last.exitCode()).as(description + ": " + last.err()).isIn(0, KILLED_EXIT, INTERRUPTED_EXIT);
            // An interrupt that comes before there is anything to save ends the program as it would any other.
            boolean saved = last.exitCode() == INTERRUPTED_EXIT && last.err().contains("--resume");
            assertRepairable(cut, saved, description);
        }
        assertThat(cuts).as(description).isGreaterThanOrEqualTo(2);
        assertThat(resumedSearches)
                .as(description + ": the search for hosts was cut off")
                .isPositive();
        return null;
    }

    /** What a kill leaves can be read as far as it goes; what an interrupt leaves is whole. */
    private void assertRepairable(Outputs files, boolean whole, String description) throws Exception {
        for (String name : List.of("x", "g", "l", "j")) {
            Path file = files.file(name);
            if (Files.exists(file) && Files.size(file) > 0) {
                List<String> arguments = new ArrayList<>(List.of(
                        "--to",
                        "json",
                        "-o",
                        folder.resolve("r-" + files.json()).toString()));
                if (!whole) {
                    arguments.add("--repair");
                }
                arguments.add(file.toString());
                ByteArrayOutputStream said = new ByteArrayOutputStream();
                PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
                int exitCode = ConvertCommand.run(arguments, out, out, InputStream.nullInputStream());
                assertThat(exitCode)
                        .as(description + ", " + name + ": " + said.toString(StandardCharsets.UTF_8))
                        .isZero();
            }
        }
        if (whole) {
            HostReportNetworkTest.states(files.file("x"));
        }
    }

    @Test
    void shouldKeepTheScanWhenTheDiskOfAReportIsFull() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Path whole = folder.resolve("whole.xml");
        Path checkpoint = folder.resolve("scan");
        Object[] what = {"-n", "--rate", "10k", "-p", "1-120", "192.0.2.8-15", "--disable-arp-ping", "-Pn"};
        Shell.run("mount -t tmpfs -o size=4k none " + disk, Map.of());
        try (TestWorld world = world()) {
            List<Object> arguments = new ArrayList<>(List.of(what));
            arguments.addAll(List.of("-vv", "--checkpoint", checkpoint, "-oX"));
            arguments.add(disk.resolve("out.xml"));
            Outcome full = Hayate.run(world, NEAR, arguments.toArray());
            assertThat(full.exitCode()).as(full.err()).isEqualTo(1);
            assertThat(full.err())
                    .contains("out.xml", "No space left", "--resume")
                    .doesNotContain("\tat ");
            Shell.run("mount -o remount,size=10m " + disk, Map.of());
            Outcome resumed = Hayate.run(world, NEAR, "--resume", checkpoint);
            assertThat(resumed.exitCode()).as(resumed.err()).isZero();
            arguments.set(arguments.size() - 1, whole);
            assertThat(Hayate.run(world, NEAR, arguments.toArray()).exitCode()).isZero();
            assertThat(HostReportNetworkTest.states(disk.resolve("out.xml")))
                    .isEqualTo(HostReportNetworkTest.states(whole));
            Outcome atOnce = Hayate.run(world, NEAR, "192.0.2.8", "-oX", "/dev/full");
            assertThat(atOnce.exitCode()).isEqualTo(2);
            assertThat(atOnce.errorLines()).hasSize(1);
        } finally {
            Shell.run("umount " + disk, Map.of());
        }
    }
}

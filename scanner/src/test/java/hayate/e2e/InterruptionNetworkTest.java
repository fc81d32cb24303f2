package hayate.e2e;

import static hayate.e2e.TestWorld.NEAR;
import static org.assertj.core.api.Assertions.assertThat;

import hayate.Seeds;
import hayate.e2e.Hayate.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Killed, interrupted, out of space, resumed: nothing is lost, nothing is told twice, and files always parse. */
@Tag("network")
@Isolated("floods")
class InterruptionNetworkTest {
    /** A whole check, on two JDKs, kills twenty times. */
    private static final int KILLS = Integer.getInteger("hayate.kills", 10);

    private static final int KILLED_EXIT = 137;

    private static TestWorld world;
    private static List<String> truth;

    @TempDir
    Path folder;

    /** 131,072 targets: 3,000 open, 3,000 closed, the rest silent. */
    @BeforeAll
    static void makeWorld() {
        Set<String> addresses = PromisesNetworkTest.truth(11);
        truth = new ArrayList<>();
        for (String address : addresses) {
            truth.add(address + ":80 open");
            truth.add(address + ":81 closed");
        }
        world = PromisesNetworkTest.silentExcept(addresses);
    }

    @AfterAll
    static void removeWorld() {
        if (world != null) {
            world.close();
        }
    }

    private static Object[] sweep(Results results, Object... more) {
        List<Object> all = new ArrayList<>(List.of("10.0.0.0/16", "-p", "80,81"));
        all.addAll(List.of(more));
        return results.arguments(all.toArray());
    }

    private static Hayate resume(Results results) {
        return Hayate.start(world, NEAR, "--resume", results.checkpoint());
    }

    private static Outcome resumeToEnd(Results results) {
        Outcome outcome = resume(results).await();
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        return outcome;
    }

    /** Waits until something has been found. */
    private static Hayate untilFound(Results results, Hayate scan) throws InterruptedException {
        while (scan.isAlive() && results.jsonBytes() == 0) {
            Thread.sleep(5);
        }
        assertThat(scan.isAlive()).as("still scanning").isTrue();
        return scan;
    }

    @Test
    void shouldLoseNothingToKills() throws Exception {
        long seed = Seeds.seed();
        SplittableRandom random = new SplittableRandom(seed);
        int killed = 0;
        for (int scan = 0; killed < KILLS; scan++) {
            Results results = new Results(Files.createDirectory(folder.resolve("scan" + scan)));
            int exit = KILLED_EXIT;
            List<String> life = new ArrayList<>();
            while (exit == KILLED_EXIT) {
                boolean begun = Files.exists(results.checkpoint());
                Hayate run = begun
                        ? resume(results)
                        : Hayate.start(world, NEAR, sweep(results, "--rate", "40k", "--seed", scan));
                int lifeMs = killed < KILLS ? 300 + random.nextInt(1500) : 60_000;
                if (!run.endsWithin(lifeMs)) {
                    run.signal("KILL");
                    killed++;
                }
                Outcome outcome = run.await();
                exit = outcome.exitCode();
                life.add((begun ? "resumed " : "started ") + lifeMs + " ms: " + exit + " " + outcome.err());
            }
            String description = "seed " + seed + ", scan " + scan + ", " + life;
            assertThat(exit).as(description).isZero();
            results.assertExactly(truth, description);
        }
    }

    @Test
    void shouldSaveAndGoOnAfterSignals() throws Exception {
        for (Map.Entry<String, Integer> signal : Map.of("INT", 130, "TERM", 143).entrySet()) {
            Results results = new Results(Files.createDirectory(folder.resolve(signal.getKey())));
            Outcome cut = untilFound(
                            results, Hayate.start(world, NEAR, sweep(results, "--rate", "40k", "--retries", 0)))
                    .signal(signal.getKey())
                    .await();
            assertThat(cut.exitCode()).as(cut.err()).isEqualTo(signal.getValue());
            assertThat(cut.err()).contains("--resume " + results.checkpoint()).doesNotContain("coverage 100");
            assertThat(Found.parse(Results.read(results.json()))).isNotEmpty().hasSizeLessThan(truth.size());
            assertThat(Results.read(results.list())).startsWith("#masscan\n").endsWith("# end\n");
            resumeToEnd(results);
            results.assertExactly(truth, signal.getKey());
        }
    }

    @Test
    void shouldEndAtOnceAtTheSecondSignalAndStillGoOn() throws Exception {
        Results results = new Results(folder);
        Hayate scan = untilFound(results, Hayate.start(world, NEAR, sweep(results, "--rate", "40k", "--retries", 0)));
        Outcome cut = scan.signal("INT").signal("INT").await();
        assertThat(cut.exitCode()).as(cut.err()).isEqualTo(130);
        resumeToEnd(results);
        results.assertExactly(truth, "two signals");
    }

    @Test
    void shouldEndQuietlyWhenNobodyReadsItsResults() throws IOException {
        Path code = folder.resolve("code");
        Path err = folder.resolve("err");
        List<String> command = Hayate.command(world, NEAR, "10.0.0.0/16", "-p", "80", "--rate", "5k", "-q");
        String line =
                String.join(" ", command.stream().map(word -> "'" + word + "'").toList());
        Shell.Result result = Shell.attempt(
                List.of("sh", "-c", "{ " + line + " 2>" + err + "; echo $? >" + code + "; } | head -n 1"), Map.of());
        assertThat(result.output()).matches("10\\.0\\.\\d+\\.\\d+(:80)?\n");
        assertThat(Files.readString(code).strip()).isEqualTo("3");
        assertThat(Files.readString(err).lines()).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void shouldTellOfAFullDiskAndFinishTheOtherFiles() {
        Results results = new Results(folder);
        List<String> part = truth.stream()
                .filter(verdict -> verdict.startsWith("10.0.1.") || verdict.startsWith("10.0.0."))
                .toList();
        Outcome outcome = Hayate.run(
                world,
                NEAR,
                "10.0.0.0/23",
                "-p",
                "80,81",
                "-T4",
                "--retries",
                0,
                "--states",
                "all",
                "-oJ",
                "/dev/full",
                "-oL",
                results.list(),
                "--checkpoint",
                results.checkpoint());
        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(1);
        assertThat(outcome.errorLines())
                .filteredOn(line -> line.contains("incomplete"))
                .hasSize(1)
                .first()
                .asString()
                .contains("/dev/full", part.size() + " findings", "No space left on device");
        assertThat(outcome.err()).doesNotContain("\tat ", "Exception").contains("--resume");
        assertThat(results.list()).content().startsWith("#masscan\n");
        assertThat(Results.read(results.list()).lines().filter(line -> line.contains(" tcp ")))
                .hasSameSizeAs(part);

        Outcome atOnce = Hayate.run(world, NEAR, "10.0.0.1", "-p", 80, "-oL", "/dev/full");
        assertThat(atOnce.exitCode()).as(atOnce.err()).isEqualTo(2);
        assertThat(atOnce.errorLines()).containsExactly("hayate: cannot write /dev/full: No space left on device");
    }

    @Test
    void shouldPauseWhileADiskIsFullAndEndWhenToldTo() throws Exception {
        Results results = new Results(folder);
        try (Hayate scan = Hayate.start(
                world,
                NEAR,
                "10.0.0.0/16",
                "-p",
                "80,81",
                "-T4",
                "--states",
                "all",
                "-oJ",
                "/dev/full",
                "-oL",
                results.list(),
                "--checkpoint",
                results.checkpoint())) {
            while (scan.isAlive() && results.list().toFile().length() < 1000) {
                Thread.sleep(5);
            }
            Outcome cut = scan.signal("INT").await();
            assertThat(cut.exitCode()).as(cut.err()).isEqualTo(1);
            assertThat(cut.err()).contains("/dev/full is incomplete", "--resume");
            assertThat(results.list()).content().endsWith("# end\n");
        }
    }

    @Test
    void shouldRefuseToGoOnWithAnotherPlan() throws Exception {
        Results results = new Results(folder);
        Path targets = Files.writeString(folder.resolve("targets"), "10.0.0.0/16\n");
        Outcome cut = untilFound(
                        results,
                        Hayate.start(
                                world,
                                NEAR,
                                results.arguments("-iL", targets, "-p", "80,81", "--rate", "40k", "--retries", 0)))
                .signal("INT")
                .await();
        assertThat(cut.exitCode()).isEqualTo(130);
        String before = Results.read(results.json());
        Files.writeString(targets, "10.0.0.0/17\n");
        Outcome refused = resume(results).await();
        assertThat(refused.exitCode()).as(refused.err()).isEqualTo(2);
        assertThat(refused.errorLines()).hasSize(1);
        assertThat(Results.read(results.json())).isEqualTo(before);
        Files.writeString(targets, "10.0.0.0/16\n");
        resumeToEnd(results);
        results.assertExactly(truth, "after a refusal");
    }

    @Test
    void shouldLetOnlyOneProcessWriteAScan() throws Exception {
        Results results = new Results(folder);
        Object[] sweep = sweep(results, "--rate", "20k", "--retries", 0);
        Hayate first = untilFound(results, Hayate.start(world, NEAR, sweep));
        for (Object[] second : new Object[][] {sweep, {"--resume", results.checkpoint()}}) {
            Outcome refused = Hayate.run(world, NEAR, second);
            assertThat(refused.exitCode()).as(refused.err()).isEqualTo(2);
            assertThat(refused.errorLines()).hasSize(1);
        }
        assertThat(first.signal("INT").await().exitCode()).isEqualTo(130);
        Hayate one = resume(results);
        Hayate other = resume(results);
        List<Outcome> both = List.of(one.await(), other.await());
        assertThat(both).as(both.toString()).extracting(Outcome::exitCode).containsExactlyInAnyOrder(0, 2);
        results.assertExactly(truth, "with rivals");
    }
}

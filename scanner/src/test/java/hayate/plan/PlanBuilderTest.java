package hayate.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanBuilderTest {
    private static final Map<String, List<Integer>> NAMES =
            Map.of("one.example", List.of(0x0A000001), "two.example", List.of(0x0A000002, 0x0A000102));

    @TempDir
    Path directory;

    @Test
    void shouldReadEveryFormOfTarget() {
        assertRanges("10.0.0.1", "10.0.0.1-10.0.0.1");
        assertRanges("10.0.0.77/24", "10.0.0.0-10.0.0.255");
        assertRanges("10.0.0.1-10.0.1.20", "10.0.0.1-10.0.1.20");
        assertRanges(
                "10.0-1.5.1,7", "10.0.5.1-10.0.5.1", "10.0.5.7-10.0.5.7", "10.1.5.1-10.1.5.1", "10.1.5.7-10.1.5.7");
        assertRanges("10.0.254-.*", "10.0.254.0-10.0.255.255");
        assertRanges("10.0.0.-3", "10.0.0.0-10.0.0.3");
        assertRanges("10.0.0-3.9/24", "10.0.0.0-10.0.3.255");
        assertRanges("10.0.0.1,10.0.0.9", "10.0.0.1-10.0.0.1", "10.0.0.9-10.0.0.9");
        assertRanges("10.0.0.0/24,10.2.0.0/24,", "10.0.0.0-10.0.0.255", "10.2.0.0-10.2.0.255");
        assertRanges("one.example", "10.0.0.1-10.0.0.1");
        assertRanges("one.example/30", "10.0.0.0-10.0.0.3");
    }

    @Test
    void shouldRefuseWhatIsNoTargetAndNameIt() {
        for (String word : new String[] {
            "10.0.0.256",
            "999.1.1.1",
            "10.0.0",
            "10.0.0.0/33",
            "10.0.0.0/",
            "10.0.0.9-10.0.0.1",
            "10.0.0.5-1",
            "::1",
            "[::1]:80",
            "10.0.0.1:70000",
            "10.0.0.0/24:80",
            "a..b",
            "-x",
            "1.2.3.4.5",
            "10.0.0.1,,.",
            "0x7f000001",
            "é"
        }) {
            assertThatThrownBy(() -> build(PlanRequest.ofTargets(word)))
                    .as(word)
                    .isInstanceOf(PlanException.class)
                    .hasMessageStartingWith("target '");
        }
    }

    @Test
    void shouldReadFilesWithMixedSeparatorsCommentsAndSingleTargets() throws IOException {
        Path list = file("\uFEFF10.0.0.1\t10.0.0.2\r\n# comment 99\n10.0.1.0/30#x\n10.9.0.1:8080\0" + "10.0.0.1:80,\n");
        Plan plan = build(request(list).ports("80").build());
        assertThat(plan.space().size()).isEqualTo(7);
        assertThat(plan.space().targetAt(6)).isEqualTo(Target.of(0x0A090001, 8080));
        assertThat(plan.space().contains(0x0A090001, 80)).isFalse();
        assertThat(plan.space().addresses().size()).isEqualTo(7);
    }

    @Test
    void shouldNameFileAndLineOfABadWord() throws IOException {
        Path list = file("10.0.0.1\n10.0.0.2 10.0.0.300\n");
        assertThatThrownBy(() -> build(request(list).build()))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining(list + ":2: target '10.0.0.300'");
        assertThatThrownBy(() -> build(request(file("x".repeat(200_000))).build()))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining(":1: a word of more than 1024 bytes");
    }

    @Test
    void shouldTakeAwayExcludesAndReservedSpace() {
        Plan plan = build(PlanRequest.builder()
                .targets(List.of("10.0.0.0/24", "224.0.0.1", "255.255.255.255"))
                .excludes(List.of("10.0.0.0/25,two.example"))
                .ports("80,81")
                .excludePorts("81")
                .build());
        assertThat(plan.space().size()).isEqualTo(128);
        assertThat(plan.notices()).hasSize(2).allMatch(notice -> notice.contains("never probed"));
        assertThatThrownBy(() -> build(PlanRequest.ofTargets("224.0.0.0/4"))).hasMessageContaining("no target left");
    }

    @Test
    void shouldRefuseTargetsOutsideTheScope() throws IOException {
        String scope = file("10.0.0.0/25").toString();
        assertThatThrownBy(() -> build(PlanRequest.builder()
                        .targets(List.of("10.0.0.0/24"))
                        .scopeFile(scope)
                        .build()))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("'10.0.0.128'")
                .hasMessageContaining("128 of 256");
    }

    @Test
    void shouldWantAnExcludeFileForMuchPublicSpace() throws IOException {
        assertThatThrownBy(() -> build(PlanRequest.ofTargets("8.0.0.0/7"))).hasMessageContaining("--excludefile");
        assertThat(build(PlanRequest.ofTargets("10.0.0.0/8"))
                        .space()
                        .addresses()
                        .size())
                .isEqualTo(1 << 24);
        Plan plan = build(PlanRequest.builder()
                .targets(List.of("0.0.0.0/0"))
                .excludeFiles(List.of(file("192.168.0.0/16").toString()))
                .build());
        assertThat(plan.space().addresses().size()).isEqualTo((1L << 32) - (1L << 29) - (1L << 24) - (1L << 16));
    }

    @Test
    void shouldUseTheFirstAddressOfANameUnlessAllAreAsked() {
        Plan first = build(PlanRequest.ofTargets("two.example", "gone.example"));
        assertThat(first.space().addresses().size()).isEqualTo(1);
        assertThat(first.notices()).anyMatch(n -> n.contains("10.0.1.2")).anyMatch(n -> n.contains("gone.example"));
        assertThat(first.resolvedNames()).containsOnlyKeys("two.example");
        PlanRequest all = PlanRequest.builder()
                .targets(List.of("two.example"))
                .allAddresses(true)
                .build();
        assertThat(build(all).space().addresses().size()).isEqualTo(2);
        PlanRequest resumed = PlanRequest.builder()
                .targets(List.of("gone.example"))
                .knownNames(Map.of("gone.example", List.of(0x0A000009)))
                .build();
        assertThat(build(resumed).space().addresses()).isEqualTo(AddressSet.ofRange(0x0A000009, 0x0A000009));
        assertThatThrownBy(() -> build(PlanRequest.ofTargets("gone.example"))).hasMessageContaining("no target left");
        assertThatThrownBy(() -> build(PlanRequest.builder()
                        .targets(List.of("10.0.0.1"))
                        .excludes(List.of("gone.example"))
                        .build()))
                .hasMessageContaining("gone.example");
    }

    @Test
    @Tag("slow")
    void shouldAnswerRandomBytesWithNothingButPlanExceptions() {
        byte[] alphabet = "0123456789.,-/*:[]# \nabcT?\0\u00e9".getBytes(StandardCharsets.ISO_8859_1);
        for (int seed = 0; seed < 5_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] =
                        random.nextInt(20) == 0 ? (byte) random.nextInt() : alphabet[random.nextInt(alphabet.length)];
            }
            String spec = new String(bytes, StandardCharsets.ISO_8859_1);
            try {
                new PlanBuilder(name -> List.of(), new ByteArrayInputStream(bytes))
                        .build(PlanRequest.builder()
                                .inputFiles(List.of("-"))
                                .ports(spec)
                                .build());
            } catch (PlanException e) {
                assertThat(e.getMessage()).as("seed %d", seed).isNotEmpty().doesNotContain("\n");
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
            try {
                new PlanBuilder(name -> List.of(), new ByteArrayInputStream(bytes))
                        .build(PlanRequest.builder().inputFiles(List.of("-")).build());
            } catch (PlanException e) {
                assertThat(e.getMessage()).as("seed %d", seed).isNotEmpty();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @Test
    @Tag("slow")
    @Tag("once")
    void shouldLoadTenMillionLines() throws IOException {
        Path list = directory.resolve("ten-million");
        SplittableRandom random = new SplittableRandom(11);
        byte[] line = new byte[16];
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(list), 1 << 16)) {
            for (int i = 0; i < 10_000_000; i++) {
                int end = Addresses.format(0x0A000000 | random.nextInt(1 << 24) << 1, line, 0);
                line[end] = '\n';
                out.write(line, 0, end + 1);
            }
        }
        Plan plan = build(request(list)
                .ports("80")
                .excludeFiles(List.of(file("0.0.0.0/8").toString()))
                .build());
        assertThat(plan.space().size()).isBetween(6_000_000L, 10_000_000L);
    }

    @Test
    void shouldListAddressesOrTargetsInEitherOrder() throws IOException {
        Plan plain = build(PlanRequest.ofTargets("10.0.0.1-10.0.0.3"));
        assertThat(listed(TargetLister.ascending(plain))).isEqualTo("10.0.0.1\n10.0.0.2\n10.0.0.3\n");
        Plan ports = build(PlanRequest.builder()
                .targets(List.of("10.0.0.1,10.0.0.2"))
                .ports("80,443")
                .build());
        assertThat(listed(TargetLister.ascending(ports)).lines())
                .containsExactly("10.0.0.1:80", "10.0.0.1:443", "10.0.0.2:80", "10.0.0.2:443");
        assertThat(listed(TargetLister.inSendingOrder(ports, 1, Shard.WHOLE)).lines())
                .containsExactlyInAnyOrder("10.0.0.1:80", "10.0.0.1:443", "10.0.0.2:80", "10.0.0.2:443");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TargetLister.ascending(plain).writeWithNames(out, address -> address == 0x0A000002 ? "b\u001b.example" : "");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("10.0.0.1\n10.0.0.2 b?.example\n10.0.0.3\n");
    }

    private static String listed(TargetLister lister) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        lister.writeTo(out);
        return out.toString(StandardCharsets.US_ASCII);
    }

    private static void assertRanges(String word, String... expected) {
        AddressSet set = build(PlanRequest.ofTargets(word)).space().addresses();
        String[] ranges = new String[set.rangeCount()];
        for (int i = 0; i < ranges.length; i++) {
            ranges[i] = Addresses.format(set.firstAddress(i)) + "-" + Addresses.format(set.lastAddress(i));
        }
        assertThat(ranges).as(word).containsExactly(expected);
    }

    private static PlanRequest.Builder request(Path list) {
        return PlanRequest.builder().inputFiles(List.of(list.toString()));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "list", ".txt"), text);
    }

    private static Plan build(PlanRequest request) {
        return new PlanBuilder(name -> NAMES.getOrDefault(name, List.of()), new ByteArrayInputStream(new byte[0]))
                .build(request);
    }
}

package hayate.lab;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.plan.Target;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TruthTest {
    private final Truth truth = new Truth(7);

    @Test
    void shouldDrawTheSameTruthFromTheSameSeed() {
        assertThat(new Truth(7).open()).isEqualTo(truth.open());
        assertThat(new Truth(8).open()).isNotEqualTo(truth.open());
    }

    @Test
    void shouldGiveEveryTargetOneState() {
        Set<Long> all = new HashSet<>(truth.open());
        all.addAll(truth.closed());
        all.addAll(truth.prohibited());
        assertThat(all)
                .hasSize(truth.open().size()
                        + truth.closed().size()
                        + truth.prohibited().size());
        assertThat(truth.open()).hasSize(2100);
        assertThat(all).allMatch(target -> Target.address(target) >>> 16 == 0x0A00);
    }

    @Test
    void shouldWriteTheFirewallFromIt() {
        long closed = truth.closed().iterator().next();
        String element = Truth.dotted(Target.address(closed)) + " . " + Target.port(closed);
        String rules = truth.rules();
        assertThat(rules.split(java.util.regex.Pattern.quote(element) + "[, ]", -1))
                .hasSize(3);
    }

    @Test
    void shouldTellWhetherAReportIsExact() {
        assertThat(new DemoReport(truth, new FoundTargets()).exact()).isFalse();
    }
}

package hayate.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hayate.probe.Allocations;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FindingRingTest {
    private final Finding scratch = new Finding();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldLoseNothingAndKeepOrderWhateverBothThreadsDo(long seed) throws InterruptedException {
        int findings = 200_000;
        FindingRing ring = new FindingRing(64);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread receiver = new Thread(() -> publishAll(ring, findings, new SplittableRandom(seed)));
        receiver.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
        receiver.start();
        SplittableRandom random = new SplittableRandom(seed + 100);
        OrderCheck check = new OrderCheck("seed " + seed);
        while (check.next < findings && failure.get() == null) {
            if (ring.poll(check, 1 + random.nextInt(200)) == 0) {
                LockSupport.parkNanos(1);
            } else if (random.nextInt(500) == 0) {
                LockSupport.parkNanos(500_000);
            }
        }
        receiver.join();
        assertThat(failure.get()).isNull();
        assertThat(ring.poll(check, 10)).isZero();
        assertThat(ring.isEmpty()).as("seed %d", seed).isTrue();
    }

    private static void publishAll(FindingRing ring, int findings, SplittableRandom random) {
        Finding finding = new Finding();
        for (int i = 0; i < findings; i++) {
            ring.publish(fill(finding, i));
            if (random.nextInt(2000) == 0) {
                LockSupport.parkNanos(100_000);
            }
        }
        while (!ring.isEmpty()) {
            ring.drainSpill();
            LockSupport.parkNanos(1);
        }
    }

    @Test
    void shouldHoldEverythingWhileTheConsumerStalls() {
        FindingRing ring = new FindingRing(16);
        for (int i = 0; i < 100_000; i++) {
            ring.publish(fill(scratch, i));
            assertThat(ring.backlog()).isEqualTo(i + 1);
        }
        OrderCheck check = new OrderCheck("stall");
        assertThat(ring.poll(check, 10)).isEqualTo(10);
        assertThat(ring.backlog()).isEqualTo(99_990);
        ring.publish(fill(scratch, 100_000));
        while (!ring.isEmpty()) {
            ring.drainSpill();
            ring.poll(check, 1000);
        }
        assertThat(check.next).isEqualTo(100_001);
    }

    @Test
    void shouldDeliverTheOnlyFindingOfATinyScan() {
        for (int i = 0; i < 1000; i++) {
            FindingRing ring = new FindingRing(FindingRing.DEFAULT_SLOTS / 1024);
            ring.publish(fill(scratch, 0));
            assertThat(ring.isEmpty()).isFalse();
            OrderCheck check = new OrderCheck("tiny");
            assertThat(ring.poll(check, 100)).isEqualTo(1);
            assertThat(ring.isEmpty()).isTrue();
        }
    }

    @Test
    void shouldNotBeEmptyBeforeTheSinkHasFinished() {
        FindingRing ring = new FindingRing(4);
        ring.publish(fill(scratch, 0));
        ring.poll(finding -> assertThat(ring.isEmpty()).isFalse(), 1);
        assertThat(ring.isEmpty()).isTrue();
    }

    @Test
    void shouldGiveAFindingAgainWhoseSinkFailed() {
        FindingRing ring = new FindingRing(8);
        for (int i = 0; i < 5; i++) {
            ring.publish(fill(scratch, i));
        }
        FindingSink failing = finding -> {
            if (finding.index == 2) {
                throw new IllegalStateException("disk full");
            }
        };
        assertThatThrownBy(() -> ring.poll(failing, 10)).hasMessage("disk full");
        OrderCheck check = new OrderCheck("after failure");
        check.next = 2;
        assertThat(ring.poll(check, 10)).isEqualTo(3);
    }

    @Test
    void shouldAllocateNothingWhileTheRingHasRoom() {
        FindingRing ring = new FindingRing(1024);
        OrderCheck check = new OrderCheck("allocation");
        assertThat(Allocations.leastBytes(() -> publishAndPoll(ring, check, 100_000)))
                .isZero();
        assertThat(ring.isEmpty()).isTrue();
    }

    private void publishAndPoll(FindingRing ring, OrderCheck check, int count) {
        for (int i = 0; i < count; i++) {
            ring.publish(fill(scratch, check.next));
            ring.poll(check, 1);
        }
    }

    /** A finding whose every field follows from its number, extremes included. */
    private static Finding fill(Finding finding, long number) {
        finding.index = number;
        finding.address = (int) (number * 0x9E37_79B9L);
        finding.port = (int) number & 0xFFFF;
        finding.state = State.ofRank((int) (number & 3));
        finding.reason = Reason.ofOrdinal((int) (number % 11));
        finding.ttl = (int) number & 0xFF;
        finding.rttUs = number % 5 == 0 ? Finding.RTT_UNKNOWN : (int) (number * 11 % 60_000_001);
        finding.responder = (int) (number * 0xDEAD_BEEFL);
        finding.attempt = (int) number & 15;
        finding.timeNs = 1_795_000_000_000_000_000L + number;
        return finding;
    }

    /** Expects findings 0, 1, 2… with all their fields. */
    private static final class OrderCheck implements FindingSink {
        private final String what;
        private final Finding expected = new Finding();
        private long next;

        OrderCheck(String what) {
            this.what = what;
        }

        @Override
        public void onFinding(Finding finding) {
            fill(expected, next);
            if (!same(finding, expected)) {
                throw new AssertionError(what + ": finding " + next + " came as " + finding.index);
            }
            next++;
        }

        private static boolean same(Finding a, Finding b) {
            return a.index == b.index
                    && a.address == b.address
                    && a.port == b.port
                    && a.state == b.state
                    && a.reason == b.reason
                    && a.ttl == b.ttl
                    && a.rttUs == b.rttUs
                    && a.responder == b.responder
                    && a.attempt == b.attempt
                    && a.timeNs == b.timeNs;
        }
    }
}

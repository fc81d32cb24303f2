package hayate.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeRingTest {
    private static void publish(ProbeRing ring, long position) {
        TargetBlock block = ring.claim();
        block.firstPosition = position;
        ring.publish();
    }

    @Test
    void shouldHoldABlockUntilItIsReleased() {
        ProbeRing ring = new ProbeRing(1);
        for (int i = 0; i < ProbeRing.BLOCKS; i++) {
            publish(ring, i);
        }

        assertThat(ring.claim()).as("ring is full").isNull();
        assertThat(ring.source(0).peek().firstPosition).isZero();
        assertThat(ring.source(0).peek().firstPosition)
                .as("the same until released")
                .isZero();
        ring.source(0).release();
        assertThat(ring.claim()).isNotNull();
        assertThat(ring.source(0).peek().firstPosition).isEqualTo(1);
    }

    @Test
    void shouldNotLetASlowConsumersBlockBeOverwritten() {
        ProbeRing ring = new ProbeRing(3);
        for (int i = 0; i < ProbeRing.BLOCKS; i++) {
            publish(ring, i);
        }
        for (int i = 0; i < 10; i++) {
            ring.source(0).release();
            ring.source(2).release();
        }

        assertThat(ring.source(1).peek().firstPosition).isEqualTo(1);
        publish(ring, ProbeRing.BLOCKS);
        assertThat(ring.claim()).as("block 1 is still held").isNull();
        assertThat(ring.backlog()).isEqualTo(ProbeRing.BLOCKS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldGiveEachBlockToExactlyOneConsumerAcrossThreads(int consumers) throws InterruptedException {
        int blocks = 20_000;
        ProbeRing ring = new ProbeRing(consumers);
        List<List<Long>> seen = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < consumers; i++) {
            List<Long> mine = new ArrayList<>();
            seen.add(mine);
            ProbeRing.Source source = ring.source(i);
            int share = (blocks - i + consumers - 1) / consumers;
            Thread thread = new Thread(() -> consume(source, mine, share));
            threads.add(thread);
            thread.start();
        }
        for (long position = 0; position < blocks; position++) {
            TargetBlock block;
            while ((block = ring.claim()) == null) {
                Thread.onSpinWait();
                Thread.yield();
            }
            block.firstPosition = position;
            ring.publish();
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(seen.stream().flatMap(List::stream).distinct()).hasSize(blocks);
        assertThat(seen).allSatisfy(mine -> assertThat(mine).isSorted());
        assertThat(ring.backlog()).isZero();
    }

    private static void consume(ProbeRing.Source source, List<Long> seen, int share) {
        while (seen.size() < share) {
            TargetBlock block = source.peek();
            if (block == null) {
                Thread.yield();
            } else {
                seen.add(block.firstPosition);
                source.release();
            }
        }
    }
}

package hayate.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ReprobeRequestsTest {
    @Test
    void shouldHandOverEachTargetOnceInOrder() {
        ReprobeRequests requests = new ReprobeRequests(10);
        requests.onChallengeAck(7, 0);
        requests.onChallengeAck(1L << 47, 15);
        requests.onChallengeAck(7, 1);
        assertThat(requests.backlog()).isEqualTo(2);
        assertThat(drain(requests, 1)).containsExactly("7/0");
        requests.onChallengeAck(7, 2);
        requests.onChallengeAck(0, 3);
        assertThat(drain(requests, 100)).containsExactly((1L << 47) + "/15", "0/3");
        assertThat(requests.backlog()).isZero();
        assertThat(drain(requests, 100)).isEmpty();
    }

    @Test
    void shouldStopAtItsTotalAndCountTheRest() {
        ReprobeRequests requests = new ReprobeRequests(1000);
        for (long index = 0; index < 5000; index++) {
            requests.onChallengeAck(index * 65_536, 1);
            drain(requests, 10);
        }
        assertThat(requests.refused()).isEqualTo(4000);
        requests.onChallengeAck(0, 1);
        assertThat(requests.refused()).isEqualTo(4000);
    }

    @Test
    void shouldLoseNothingBetweenTwoThreads() throws InterruptedException {
        ReprobeRequests requests = new ReprobeRequests(50_000);
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            SplittableRandom random = new SplittableRandom(3);
            for (int i = 0; i < 50_000; i++) {
                requests.onChallengeAck(i, i & 15);
                requests.onChallengeAck(random.nextInt(i + 1), 0);
            }
            done.set(true);
        });
        writer.start();
        List<Long> seen = new ArrayList<>();
        while (!done.get() || requests.backlog() > 0) {
            requests.poll((index, attempt) -> seen.add(attempt == (index & 15) ? index : -1), 100);
        }
        writer.join();
        assertThat(seen).hasSize(50_000);
        for (int i = 0; i < seen.size(); i++) {
            assertThat(seen.get(i)).isEqualTo(i);
        }
    }

    private static List<String> drain(ReprobeRequests requests, int limit) {
        List<String> drained = new ArrayList<>();
        int count = requests.poll((index, attempt) -> drained.add(index + "/" + attempt), limit);
        assertThat(count).isEqualTo(drained.size());
        return drained;
    }
}

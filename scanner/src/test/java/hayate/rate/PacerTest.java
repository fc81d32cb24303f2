package hayate.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hayate.send.Allowance;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacerTest {
    private static final long WINDOW_NS = 100_000_000;

    /** What a thread sends that always wakes a little late, by up to {@code lateMaxNs}; checks the cap on the way. */
    private static long sendFor(Pacer pacer, double rate, long durationNs, long lateMaxNs, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ArrayDeque<long[]> window = new ArrayDeque<>();
        long inWindow = 0;
        long sent = 0;
        long nowNs = 1_000;
        long endNs = nowNs + durationNs;
        while (nowNs < endNs) {
            int allowed = pacer.available(nowNs, 64);
            if (allowed > 0) {
                pacer.consume(nowNs, allowed);
                sent += allowed;
                inWindow += allowed;
                window.add(new long[] {nowNs, allowed});
                while (nowNs - window.peek()[0] >= WINDOW_NS) {
                    inWindow -= window.poll()[1];
                }
                assertThat((double) inWindow)
                        .as("probes in 100 ms at %s/s, seed %d", rate, seed)
                        .isLessThanOrEqualTo(rate / 10 * 1.01 + (rate < 1_000 || rate >= 5_000 ? 1 : 2));
                nowNs += 200;
            } else {
                nowNs = Math.max(nowNs + 1, pacer.nextNs(nowNs)) + random.nextLong(lateMaxNs + 1);
            }
        }
        return sent;
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                20, 333, 999, 1_000, 1_050, 1_409, 1_777, 2_499, 4_999, 7_600, 10_000, 123_456, 1_000_000, 3_000_000
            })
    void shouldKeepTheRateExactlyInTheLongRunAndTheCapInEveryWindow(double rate) {
        for (long lateNs : new long[] {0, 100_000, 300_000, 3_000_000}) {
            long sent = sendFor(new Pacer(rate), rate, 3_000_000_000L, lateNs, 7);

            if (lateNs <= 300_000) {
                assertThat((double) sent)
                        .as("up to %d ns late", lateNs)
                        .isCloseTo(rate * 3, within(rate * 3 * 0.003 + 2));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0.1, 10", "0.00333333, 300", "2.5, 0.4"})
    void shouldSendSerialProbesOneByOne(double rate, double secondsApart) {
        Pacer pacer = new Pacer(rate);

        assertThat(pacer.available(0, 64)).as("the first goes at once").isEqualTo(1);
        pacer.consume(0, 1);
        long nextNs = pacer.nextNs(1);
        assertThat(nextNs / 1e9).isCloseTo(secondsApart, within(secondsApart / 100));
        assertThat(pacer.available(nextNs - 1_000_000, 64)).isZero();
        assertThat(pacer.available(nextNs + 1_000_000, 64)).isEqualTo(1);
    }

    @Test
    void shouldCloseAWindowThatOpensWithTheFirstProbeBetweenTwoPairs() {
        Pacer pacer = new Pacer(1_000);
        long sent = 0;
        for (long nowNs = 0; nowNs < 3 * WINDOW_NS; nowNs += 10_000) {
            int allowed = pacer.available(nowNs, 64);
            pacer.consume(nowNs, allowed);
            sent += allowed;
            assertThat(allowed).as("at %d ns", nowNs).isLessThanOrEqualTo(nowNs == 0 ? 1 : 2);
            long intoWindowNs = nowNs % WINDOW_NS;
            if (nowNs > WINDOW_NS / 2 && (intoWindowNs < 400_000 || intoWindowNs > WINDOW_NS - 400_000)) {
                assertThat(allowed)
                        .as("beside the edge of a window, at %d ns", nowNs)
                        .isZero();
            }
        }

        assertThat(sent).isBetween(300L, 301L);
    }

    @Test
    void shouldCatchUpGentlyAfterAPause() {
        double rate = 100_000;
        Pacer pacer = new Pacer(rate);
        long first = sendFor(pacer, rate, 200_000_000, 0, 1);
        long afterPauseNs = 250_000_000;
        long sent = 0;
        for (long nowNs = afterPauseNs; nowNs < afterPauseNs + WINDOW_NS; nowNs += 10_000) {
            int allowed = pacer.available(nowNs, 64);
            if (allowed > 0) {
                pacer.consume(nowNs, allowed);
                sent += allowed;
            }
        }

        assertThat(first).isPositive();
        assertThat((double) sent).isBetween(rate / 10 * 1.001, rate / 10 * 1.01);
    }

    /** What goes in 100 ms after a pause of 50. */
    private static long sentAfterAPause(Allowance pacer) {
        long sent = 0;
        for (long nowNs = 0; nowNs < 350_000_000; nowNs += 10_000) {
            boolean pauses = nowNs >= 200_000_000 && nowNs < 250_000_000;
            int allowed = pauses ? 0 : pacer.available(nowNs, 64);
            if (allowed > 0) {
                pacer.consume(nowNs, allowed);
                sent += nowNs >= 250_000_000 ? allowed : 0;
            }
        }
        return sent;
    }

    @Test
    void shouldMakeUpForPausesAtTheRateForThatButNotBeyondTheCeiling() {
        AdjustablePacer pacer = new AdjustablePacer(1);
        pacer.pace(new Pace(100_000, 105_000, 1_000_000_000, Portions.USUAL));
        AdjustablePacer capped = new AdjustablePacer(1);
        capped.pace(new Pace(100_000, 105_000, 1_000_000_000, Portions.USUAL));
        capped.ceiling(101_000);

        assertThat((double) sentAfterAPause(pacer)).isBetween(10_490.0, 10_600.0);
        assertThat((double) sentAfterAPause(capped)).isBetween(10_090.0, 10_200.0);
    }

    @Test
    void shouldMakeUpForTheLastPartOfALongPauseOnly() {
        AdjustablePacer pacer = new AdjustablePacer(1);
        pacer.pace(new Pace(100_000, 200_000, 10_000_000, Portions.USUAL));

        assertThat((double) sentAfterAPause(pacer)).as("10 of the 50 ms").isBetween(10_950.0, 11_100.0);
    }

    @Test
    void shouldNotMakeUpForANightAsleep() {
        double rate = 1_000;
        Pacer pacer = new Pacer(rate);
        sendFor(pacer, rate, 1_000_000_000, 0, 1);
        long wokeNs = 3_600_000_000_000L;
        long sent = 0;
        for (long nowNs = wokeNs; nowNs < wokeNs + 600_000_000_000L; nowNs += 500_000) {
            int allowed = pacer.available(nowNs, 64);
            if (allowed > 0) {
                pacer.consume(nowNs, allowed);
                sent += allowed;
            }
        }

        assertThat((double) sent)
                .as("600 s at the rate, plus the second of debt")
                .isBetween(600_000.0, 601_100.0);
    }

    /** Share of what a thread sends that a policer drops whose bucket holds so many; it wakes late, and pauses at times. */
    private static double droppedBy(Pace pace, double limit, double bucket, long lateMaxNs, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        AdjustablePacer pacer = new AdjustablePacer(1);
        pacer.pace(pace);
        double tokens = bucket;
        long beforeNs = 0;
        long sent = 0;
        long dropped = 0;
        long nowNs = 0;
        while (nowNs < 2_000_000_000L) {
            int allowed = pacer.available(nowNs, 64);
            if (allowed == 0) {
                nowNs = Math.max(nowNs + 1, pacer.nextNs(nowNs)) + random.nextLong(lateMaxNs + 1);
                nowNs += random.nextInt(100_000) == 0 ? random.nextLong(20_000_000) : 0;
                continue;
            }
            pacer.consume(nowNs, allowed);
            tokens = Math.min(bucket, tokens + (nowNs - beforeNs) * limit / 1e9);
            beforeNs = nowNs;
            int passes = (int) Math.min(allowed, tokens);
            tokens -= passes;
            sent += allowed;
            dropped += allowed - passes;
            nowNs += 300L * allowed;
        }
        assertThat(sent).as("probes in two seconds, seed %d", seed).isGreaterThan((long) (limit * 1.8));
        return (double) dropped / sent;
    }

    @ParameterizedTest
    @CsvSource({
        "5_000, 60_000",
        "20_000, 60_000",
        "40_000, 40_000",
        "50_000, 10_000",
        "100_000, 10_000",
        "200_000, 1_000"
    })
    void shouldLoseNothingInSmallPortionsBehindAPolicerOfFivePackets(double limit, long lateMaxNs) {
        Pace small = new Pace(0.96 * limit, 0.99 * limit, 1_000_000_000, Portions.SMALL);
        for (long seed = 0; seed < 10; seed++) {
            assertThat(droppedBy(small, limit, 5, lateMaxNs, seed))
                    .as("dropped of those in small portions, seed %d", seed)
                    .isLessThan(0.001);
        }
        if (limit >= 20_000) {
            assertThat(droppedBy(small.in(Portions.USUAL), limit, 5, lateMaxNs, 0))
                    .as("dropped of those in usual portions")
                    .isGreaterThan(0.2);
        }
    }

    @ParameterizedTest
    @CsvSource({"100_000, 20, 60_000", "100_000, 70, 300_000", "20_000, 12, 300_000", "300_000, 48, 60_000"})
    void shouldLoseNothingInPortionsThatTheBucketHolds(double limit, int most, long lateMaxNs) {
        Pace pace = new Pace(0.96 * limit, 0.99 * limit, 1_000_000_000, new Portions(most, false));
        for (long seed = 0; seed < 10; seed++) {
            assertThat(droppedBy(pace, limit, most + 1, lateMaxNs, seed))
                    .as("dropped of those in portions of %d, seed %d", most, seed)
                    .isLessThan(0.001);
        }
        assertThat(droppedBy(pace, limit, most / 3.0, lateMaxNs, 0))
                .as("dropped by a third of the bucket")
                .isGreaterThan(0.1);
    }

    /** What is forgiven of a second with ten pauses, by a pacer that makes up for 5 ms. */
    private static long forgivenNs(long pauseNs, long stepNs) {
        AdjustablePacer pacer = new AdjustablePacer(1);
        pacer.pace(new Pace(100_000, 200_000, 5_000_000, Portions.SMALL));
        for (long nowNs = 0; nowNs < 1_000_000_000; nowNs += stepNs) {
            int allowed = nowNs % 100_000_000 < pauseNs ? 0 : pacer.available(nowNs, 64);
            if (allowed > 0) {
                pacer.consume(nowNs, allowed);
            }
        }
        return pacer.forgivenNs();
    }

    @Test
    void shouldTellHowMuchOfPausesNothingMakesUpFor() {
        assertThat(forgivenNs(20_000_000, 5_000)).as("nine of 15 ms").isBetween(133_000_000L, 152_000_000L);
        assertThat(forgivenNs(4_000_000, 5_000)).as("made up for").isLessThan(1_000_000);
        assertThat(forgivenNs(0, 100_000)).as("too slow, but at work").isLessThan(1_000_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 64, 400})
    void shouldSendWholePortionsOneAfterTheOther(int atOnce) {
        double rate = 100_000;
        AdjustablePacer pacer = new AdjustablePacer(1);
        pacer.pace(Pace.gently(rate).in(new Portions(atOnce, true)));
        SplittableRandom random = new SplittableRandom(atOnce);
        long beforeNs = Long.MIN_VALUE / 2;
        long sent = 0;
        int portion = 0;
        for (long nowNs = 0; nowNs < 1_000_000_000; nowNs += 1 + random.nextLong(20_000)) {
            int allowed = pacer.available(nowNs, 64);
            if (allowed == 0) {
                assertThat(portion % atOnce).as("left of a portion").isZero();
                assertThat(pacer.nextNs(nowNs)).isGreaterThan(nowNs);
                continue;
            }
            if (portion % atOnce == 0) {
                assertThat(nowNs - beforeNs).as("since the portion before").isGreaterThanOrEqualTo((long)
                        (atOnce * 1e9 / rate));
                beforeNs = nowNs;
            }
            pacer.consume(nowNs, allowed);
            sent += allowed;
            portion += allowed;
        }

        assertThat(sent).isBetween((long) (rate * 0.7), (long) rate + atOnce);
    }
}

package hayate.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnsweredMapTest {
    private static final long NO_LIMIT = Long.MAX_VALUE;
    private static final State[] STATES = State.values();

    @ParameterizedTest
    @CsvSource({
        "1,false", "16,false", "17,false", "65536,false", "5000000000,false",
        "1,true", "17,true", "65536,true", "5000000000,true", "281474976710656,true"
    })
    void shouldDoWhatAHashMapDoes(long size, boolean hash) {
        for (long seed = 1; seed <= 3; seed++) {
            try (AnsweredMap map = AnsweredMap.forSize(size, hash ? 0 : NO_LIMIT)) {
                assertThat(map).isInstanceOf(hash ? HashAnsweredMap.class : BitmapAnsweredMap.class);
                compareWithModel(map, size, new SplittableRandom(seed), "seed " + seed + " size " + size);
            }
        }
    }

    private static void compareWithModel(AnsweredMap map, long size, SplittableRandom random, String what) {
        Map<Long, State> model = new HashMap<>();
        long[] indexes = new long[60_000];
        for (int i = 0; i < indexes.length; i++) {
            // Half anew, half again or beside one seen before.
            long near = i == 0 ? 0 : indexes[random.nextInt(i)] + random.nextInt(3) - 1;
            indexes[i] = random.nextBoolean() ? random.nextLong(size) : Math.floorMod(near, size);
            State state = STATES[random.nextInt(STATES.length)];
            State known = model.getOrDefault(indexes[i], State.SILENT);
            boolean raises = state.compareTo(known) > 0;
            assertThat(map.raise(indexes[i], state)).as(what).isEqualTo(raises);
            if (raises) {
                model.put(indexes[i], state);
            }
        }
        for (long index : indexes) {
            assertThat(map.stateOf(index)).as(what).isEqualTo(model.getOrDefault(index, State.SILENT));
        }
        assertThat(map.answered()).as(what).isEqualTo(model.size());
        assertThat(map.count(State.SILENT)).as(what).isEqualTo(size - model.size());
        for (State state : new State[] {State.FILTERED, State.CLOSED, State.OPEN}) {
            long expected = model.values().stream().filter(s -> s == state).count();
            assertThat(map.count(state)).as(what).isEqualTo(expected);
        }
    }

    @Test
    void shouldKeepNeighboursApartInEveryPairOfAWord() {
        try (AnsweredMap map = AnsweredMap.forSize(64, NO_LIMIT)) {
            for (int index = 0; index < 64; index++) {
                map.raise(index, STATES[index % 4]);
            }
            for (int index = 0; index < 64; index++) {
                assertThat(map.stateOf(index)).isEqualTo(STATES[index % 4]);
            }
        }
    }

    @Test
    void shouldReachBothSidesOfAChunkBorder() {
        long border = 1L << 32;
        try (AnsweredMap map = AnsweredMap.forSize(border + 1, NO_LIMIT)) {
            assertThat(map.raise(border - 1, State.OPEN)).isTrue();
            assertThat(map.raise(border, State.CLOSED)).isTrue();
            assertThat(map.stateOf(0)).isEqualTo(State.SILENT);
            assertThat(map.stateOf(border - 1)).isEqualTo(State.OPEN);
            assertThat(map.stateOf(border)).isEqualTo(State.CLOSED);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, NO_LIMIT})
    void shouldRefuseIndexesOutsideTheSpace(long limitBytes) {
        try (AnsweredMap map = AnsweredMap.forSize(100, limitBytes)) {
            for (long index : new long[] {-1, 100, Long.MAX_VALUE}) {
                assertThatThrownBy(() -> map.stateOf(index)).isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> map.raise(index, State.OPEN)).isInstanceOf(IndexOutOfBoundsException.class);
            }
        }
    }

    @Test
    void shouldPredictTheBitmapExactly() {
        long size = 1 << 24;
        long predicted = AnsweredMap.predictBytes(size, NO_LIMIT, 0);
        assertThat(predicted).isBetween(4L << 20, (4L << 20) + 4096);
        try (AnsweredMap map = AnsweredMap.forSize(size, predicted)) {
            assertThat(map.memoryBytes()).isEqualTo(predicted);
        }
        try (AnsweredMap map = AnsweredMap.forSize(size, predicted - 1)) {
            assertThat(map).isInstanceOf(HashAnsweredMap.class);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 30_000, 500_000, 2_000_000})
    void shouldStayWithinThePredictedHash(long answers) {
        long size = 1L << 40;
        SplittableRandom random = new SplittableRandom(answers);
        try (AnsweredMap map = AnsweredMap.forSize(size, 0)) {
            for (long i = 0; i < answers; i++) {
                map.raise(random.nextLong(size), State.OPEN);
            }
            assertThat(map.memoryBytes()).isLessThanOrEqualTo(AnsweredMap.predictBytes(size, 0, answers));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, NO_LIMIT})
    void shouldShowOtherThreadsOnlyRisingStates(long limitBytes) throws InterruptedException {
        int size = 20_000;
        AtomicReference<String> wrong = new AtomicReference<>();
        try (AnsweredMap map = AnsweredMap.forSize(size, limitBytes)) {
            Thread reader = new Thread(() -> readWhileRising(map, size, wrong));
            reader.start();
            for (State state : STATES) {
                for (int index = 0; index < size; index++) {
                    map.raise(index, state);
                }
            }
            reader.join();
            assertThat(wrong.get()).isNull();
            assertThat(map.count(State.OPEN)).isEqualTo(size);
        }
    }

    private static void readWhileRising(AnsweredMap map, int size, AtomicReference<String> wrong) {
        int[] ranks = new int[size];
        for (int last = 0; last < size; ) {
            for (int index = 0; index < size; index++) {
                int rank = map.stateOf(index).rank();
                if (rank < ranks[index]) {
                    wrong.set("target " + index + " fell from " + ranks[index] + " to " + rank);
                    return;
                }
                ranks[index] = rank;
            }
            last = ranks[size - 1] == State.OPEN.rank() ? size : 0;
        }
    }
}

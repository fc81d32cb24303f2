package hayate.rate;

/** Sums over intervals. Mutable, owned by the conductor. */
final class Evidence {
    private static final double ACTIVE_MIN = 0.02;

    double seconds;
    double restSeconds;
    long probes;
    long asked;
    long answers;
    long canaries;
    long canaryAnswers;
    /** First step of the first interval in the sum, -1 while there is none. */
    long fromStep = -1;

    void add(Interval interval) {
        if (fromStep < 0) {
            fromStep = interval.fromStep();
        }
        seconds += interval.seconds();
        restSeconds += interval.restSeconds();
        probes += interval.probes();
        asked += interval.asked();
        answers += interval.answers();
        canaries += interval.canaries();
        canaryAnswers += interval.canaryAnswers();
    }

    void add(Evidence other) {
        seconds += other.seconds;
        restSeconds += other.restSeconds;
        probes += other.probes;
        asked += other.asked;
        answers += other.answers;
        canaries += other.canaries;
        canaryAnswers += other.canaryAnswers;
    }

    /** Adds a sum; if it lasted no time that counts, it is taken to have been sent at {@code rate}. */
    void add(Evidence other, double rate) {
        add(other);
        if (other.seconds == 0) {
            probes += other.asked + other.canaries;
            seconds += (other.asked + other.canaries) / rate;
        }
    }

    Evidence copy() {
        Evidence copy = new Evidence();
        copy.add(this);
        copy.fromStep = fromStep;
        return copy;
    }

    void clear() {
        seconds = 0;
        restSeconds = 0;
        probes = 0;
        asked = 0;
        answers = 0;
        canaries = 0;
        canaryAnswers = 0;
        fromStep = -1;
    }

    /** Halves all counts, so that what is new weighs more than what is old. */
    void fade() {
        asked /= 2;
        answers /= 2;
        canaries /= 2;
        canaryAnswers /= 2;
    }

    double probesPerSecond() {
        return seconds == 0 ? 0 : probes / seconds;
    }

    /** The rate while the sender was not set aside: what a path without a bucket was asked for. */
    double activeProbesPerSecond() {
        double active = Math.max(ACTIVE_MIN * seconds, seconds - restSeconds);
        return active == 0 ? 0 : probes / active;
    }
}

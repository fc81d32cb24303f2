package hayate.rate;

import java.util.function.DoubleUnaryOperator;

/** The narrow place of a modelled path: what passes of the packets of a step of virtual time, and how late. */
abstract class Bottleneck {
    final DoubleUnaryOperator limitAt;
    double queueSeconds;

    private Bottleneck(DoubleUnaryOperator limitAt) {
        this.limitAt = limitAt;
    }

    /** The share that passes of {@code packets} offered within the {@code dt} seconds after {@code now}. */
    abstract double pass(double now, double dt, double packets);

    /** Whether it matters at which moment of a step packets come; then it is told by {@link #take} before it is asked. */
    boolean takesSingly() {
        return false;
    }

    /** So many packets come together, {@code at} seconds after the start. */
    void take(double at, int packets) {
        throw new IllegalStateException("takes a whole step");
    }

    /** A token bucket that holds {@code depthSeconds} of its limit: what exceeds it is dropped. */
    static Bottleneck policer(DoubleUnaryOperator limitAt, double depthSeconds) {
        return new Bottleneck(limitAt) {
            private double credit;

            @Override
            double pass(double now, double dt, double packets) {
                double limit = limitAt.applyAsDouble(now);
                credit = Math.min(Math.max(1, limit * depthSeconds), credit + limit * dt);
                double passed = Math.min(packets, credit);
                credit -= passed;
                return packets == 0 ? 1 : passed / packets;
            }
        };
    }

    /** A policer whose bucket holds so few packets that it matters how many come at once. */
    static Bottleneck fewAtOnce(double limit, int bucketPackets) {
        return new Bottleneck(t -> limit) {
            private double credit = bucketPackets;
            private double before;
            private double passed;

            @Override
            boolean takesSingly() {
                return true;
            }

            @Override
            void take(double at, int packets) {
                credit = Math.min(bucketPackets, credit + (at - before) * limit);
                before = at;
                int through = (int) Math.min(packets, credit);
                credit -= through;
                passed += through;
            }

            @Override
            double pass(double now, double dt, double packets) {
                double share = packets == 0 ? 1 : passed / packets;
                passed = 0;
                return share;
            }
        };
    }

    /** A shaper: a queue of {@code depthSeconds} in front of the limit, whose tail is dropped. */
    static Bottleneck queue(DoubleUnaryOperator limitAt, double depthSeconds) {
        return shaper(limitAt, depthSeconds, 1);
    }

    /** The same queue, dropping at random from half of its depth on, more the fuller it is. */
    static Bottleneck randomEarly(DoubleUnaryOperator limitAt, double depthSeconds) {
        return shaper(limitAt, depthSeconds, 0.5);
    }

    private static Bottleneck shaper(DoubleUnaryOperator limitAt, double depthSeconds, double dropFrom) {
        return new Bottleneck(limitAt) {
            private static final double EARLY_DROP_MAX = 0.3;
            private static final double AVERAGE_SECONDS = 0.05;
            private double backlog;
            private double average;

            @Override
            double pass(double now, double dt, double packets) {
                double limit = limitAt.applyAsDouble(now);
                double room = Math.max(1, limit * depthSeconds);
                average += (backlog - average) * Math.min(1, dt / AVERAGE_SECONDS);
                double early = dropFrom == 1 || average < dropFrom * room
                        ? 0
                        : EARLY_DROP_MAX * Math.min(1, (average / room - dropFrom) / (1 - dropFrom));
                double wanted = packets * (1 - early);
                double passed = Math.min(wanted, room - backlog + limit * dt);
                backlog = Math.max(0, backlog + passed - limit * dt);
                queueSeconds = backlog / limit;
                return packets == 0 ? 1 : Math.max(0, passed / packets);
            }
        };
    }
}

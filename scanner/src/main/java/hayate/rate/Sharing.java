package hayate.rate;

import hayate.rate.RateController.Phase;
import java.util.ArrayList;
import java.util.List;

/** On a path that others use too (SHARE): {@link SharedPath} decides, here it is carried out. Owned by the conductor. */
final class Sharing {
    private static final double PERSISTS_SECONDS = 0.2;
    private static final double QUIET_LOSS = 0.01;
    private static final double STEADY = 0.06;
    private static final double LEARN_SHARE = 0.8;
    private static final int CRESTS = 3;
    private static final int CRESTS_MAX = 24;

    private final Course course;
    private final PortionTrial trial;
    private final SharedPath path = new SharedPath();
    private final List<Double> crests = new ArrayList<>();
    private int crestsWanted = CRESTS;

    Sharing(Course course, PortionTrial trial) {
        this.course = course;
        this.trial = trial;
    }

    void restart() {
        path.restart();
    }

    void start(String why, double newRate) {
        path.restart();
        crests.clear();
        course.enter(Phase.SHARE, why, newRate);
        course.limit.clear();
    }

    void onInterval(AnswerShare.Judgement judgement) {
        double rate = course.rate();
        if (course.suspicion.isPending()) {
            switch (course.suspicion.judge(course.window)) {
                case WAIT -> {}
                case STAYS -> giveWay(judgement.loss());
                case GONE -> {
                    course.suspicion.clear();
                    course.clearWindow();
                }
            }
            return;
        }
        switch (path.judge(judgement, course.window.seconds)) {
            case WAIT -> {}
            case UP -> {
                boolean reached = rate < Ascent.MACHINE_TROUBLE_FROM
                        || course.window.probesPerSecond() >= Course.SENDER_REACHES * rate;
                course.markClean();
                repairQuietLoss();
                if (path.isBetter(judgement)) {
                    course.share.replace(course.window);
                } else if (course.share.answers() < Course.REFERENCE_GOOD) {
                    course.fold();
                }
                course.change("up", reached ? path.higher(rate) : rate);
            }
            case LOSSY -> course.suspect(course.window, PERSISTS_SECONDS);
        }
    }

    /** Canaries tell losses that are too small to give way to: what was sent beside them goes again. */
    private void repairQuietLoss() {
        if (course.share.canaryLoss(course.window) >= QUIET_LOSS) {
            course.repairFrom(course.window.fromStep);
        }
    }

    /** Company moves the rate at which loss begins; a limit that stays where it is, is the path's. */
    private boolean isAlone() {
        double mean = crests.stream().mapToDouble(c -> c).average().orElse(0);
        return crests.size() == crestsWanted
                && crests.stream().allMatch(crest -> Math.abs(crest - mean) < STEADY * mean);
    }

    private void giveWay(double loss) {
        trial.share();
        crests.add(course.window.probesPerSecond() * (1 - loss));
        if (crests.size() > crestsWanted) {
            crests.remove(0);
        }
        if (path.isItsOwn(loss)) {
            course.share.replace(course.window);
            course.change("not the rate", course.rate());
        } else if (isAlone()) {
            crestsWanted = Math.min(CRESTS_MAX, 2 * crestsWanted);
            trial.alone();
            course.repairFrom(course.window.fromStep);
            course.limit.replace(course.window, course.rate());
            course.probeWaitNs = Course.PROBE_WAIT_ALONE_NS;
            double limit = course.limit.probesPerSecond();
            course.enter(Phase.LEARN, "alone", Math.min(course.limit.below(), LEARN_SHARE * limit));
        } else {
            course.repairFrom(course.window.fromStep);
            course.change("give way", path.lower(course.rate(), loss));
        }
    }
}

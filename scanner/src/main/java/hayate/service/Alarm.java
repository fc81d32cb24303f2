package hayate.service;

/** The time of the present step of an inquiry, and when the next one is due even if nothing happens. Owned by the scanner's thread. */
final class Alarm {
    private long nowNs;
    private long wakeNs = Long.MIN_VALUE;

    Alarm(long nowNs) {
        this.nowNs = nowNs;
    }

    /** A step begins. */
    void begin(long timeNs) {
        nowNs = timeNs;
        wakeNs = Long.MAX_VALUE;
    }

    long nowNs() {
        return nowNs;
    }

    long wakeNs() {
        return wakeNs;
    }

    /** Wakes no later than then. */
    void at(long atNs) {
        wakeNs = Math.min(wakeNs, atNs);
    }

    /** Whether a time has come; if not, it wakes then. */
    boolean isDue(long atNs) {
        if (nowNs - atNs >= 0) {
            return true;
        }
        at(atNs);
        return false;
    }
}

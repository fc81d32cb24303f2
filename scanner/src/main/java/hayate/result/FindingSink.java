package hayate.result;

/** Takes findings on one thread; the finding is valid only during the call. */
@FunctionalInterface
public interface FindingSink {
    /** Takes one finding. */
    void onFinding(Finding finding);
}

package hayate.rate;

/**
 * How often the silent targets of a scan were asked. An attempt above the path's limit is condemned: part of it was lost.
 *
 * @param number passes over all of them
 * @param unrepaired part of the space, 0..1, one of whose attempts among these was condemned
 * @param repeated part that was asked once more for each condemned attempt
 * @param repeatedTwice part of that whose repetition was condemned too, and repeated
 */
public record Attempts(int number, double unrepaired, double repeated, double repeatedTwice) {
    /** None was condemned. */
    public static Attempts clean(int number) {
        return new Attempts(number, 0, 0, 0);
    }

    /**
     * The share of answering targets that none of the attempts found.
     *
     * @param loss share of a good attempt that stays without answer
     * @param repairLoss the same where a repair asked
     * @param condemnedLoss share of a condemned one that is lost beside this
     */
    double missed(double loss, double repairLoss, double condemnedLoss) {
        double condemned = 1 - (1 - loss) * (1 - condemnedLoss);
        double last = (1 - unrepaired - repeated) * loss
                + unrepaired * condemned
                + (repeated - repeatedTwice) * condemned * repairLoss
                + repeatedTwice * condemned * condemned * repairLoss;
        return last * Math.pow(loss, number - 1.0);
    }
}

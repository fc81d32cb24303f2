package hayate.send;

import java.util.List;

/** Which lane leads to an address. Each transmitter has its own, with its own senders. */
public interface LaneTable {
    /** The lane to an address, or null if there is no route. Called per probe: must not allocate. */
    Lane laneOf(int address);

    /** All exits, to flush, count and close. */
    List<Lane.Exit> exits();
}

package hayate.scan;

import hayate.net.FrameReceiver;
import hayate.send.LaneTable;
import java.util.List;

/** What a scan needs of the network: ways out, a way in, and who we are on it. The kernel's or a simulated one. */
public interface Network extends AutoCloseable {
    /** One lane table per transmitter. The transmitters close their exits. */
    List<LaneTable> lanes();

    /** Where replies come in. The receiver closes it. */
    FrameReceiver receiver();

    /** Every address that probes leave from. */
    int[] sourceAddresses();

    /** First of our block of source ports. */
    int sourcePort();

    /** Packets that the devices dropped on their way in, as far as they tell; conductor's thread. */
    long deviceReceiveDrops();

    /** A few words for people and the run record: backends, interfaces. */
    String description();

    /** Frees what neither transmitters nor receiver own. */
    @Override
    void close();
}

package hayate.probe;

/** Which TCP options a SYN carries. */
public enum TcpOptionStyle {
    /** MSS, SACK permitted, timestamps, window scale, as Linux sends them: 20 bytes, best answer rate, round trips. */
    OS,
    /** MSS alone: 4 bytes, the shortest frame that borders let pass. */
    MSS
}

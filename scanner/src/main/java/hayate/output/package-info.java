/**
 * Stage 9 of 10. Reads the FindingRing through {@link hayate.output.FindingSource}, writes the journal, the checkpoint and
 * every output asked for, runs on the reporter thread.
 *
 * <p>Each batch of findings goes to the journal first and to the outputs afterwards, so whatever instant a scan is killed
 * at, the journal holds at least what the outputs hold, and {@link hayate.output.OutputSet#resume} can bring each file
 * to exactly the journal's content.
 */
package hayate.output;

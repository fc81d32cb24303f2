/**
 * Wires the stages and reads top to bottom as a scan does: {@link hayate.scan.Scan} opens the network, builds the workers
 * and starts their threads; the {@link hayate.scan.Conductor} then watches, ten times a second, decides which pass comes
 * next ({@link hayate.scan.PassPlanner}) and when the last reply has come ({@link hayate.scan.ReplyWait}).
 */
package hayate.scan;

/**
 * Stage 1 of 10. Reads command line words and target files, writes numbered targets and the order in which they are
 * sent, runs on the main thread before the scan; what it makes is immutable and read by every thread.
 *
 * <p>Words become an {@link hayate.plan.AddressSet} and a {@link hayate.plan.PortSet}; together they are the
 * {@link hayate.plan.TargetSpace}, whose targets are numbered by <em>index</em>. A keyed
 * {@link hayate.plan.Permutation} turns a <em>position</em> of the sending order into an index and back, and a
 * {@link hayate.plan.SendingOrder} is one shard's share of the positions. All of it is arithmetic both ways, so that
 * resuming, re-sending and sharding are exact and need no memory.
 */
package hayate.plan;

/**
 * Stage 10 of 10. Reads snapshots that the conductor gives at each tick, writes standard error, runs on the conductor
 * thread; warnings may come from any thread.
 */
package hayate.status;

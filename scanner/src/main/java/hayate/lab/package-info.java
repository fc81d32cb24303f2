/**
 * Beside the stages: worlds to scan without touching a network. Reads nothing of a scan, writes nothing to one, runs on
 * the command's own thread. A {@link hayate.lab.World} is a pair of network namespaces joined by a veth pair, with no
 * way out; {@code hayate demo} sweeps one with the very program a user runs, and {@code hayate bench} measures in one.
 */
package hayate.lab;

/**
 * The whole program against the kernel's own TCP: each test makes network namespaces, runs {@link hayate.cli.Main} in a
 * virtual machine of its own inside one of them, and compares what it wrote with what was there. Needs root, ip and nft;
 * skipped with the reason otherwise. Nothing leaves the namespaces.
 */
package hayate.e2e;

/**
 * Stage 6 of 10. Reads packets from the kernel's ring, writes them to the verifier, runs on the receiver thread.
 */
package hayate.receive;

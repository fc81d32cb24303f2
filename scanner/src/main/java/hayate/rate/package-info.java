/**
 * The rate controller: grants the transmitter its allowance. Reads intervals measured by the other stages, writes the
 * allowance, decides on the conductor's thread.
 */
package hayate.rate;

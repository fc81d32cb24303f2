/**
 * Stage 5 of 10. Reads the clock and the backlog of findings, writes the {@link hayate.send.Allowance} of a transmitter,
 * runs on that transmitter's thread.
 *
 * <p>What may be sent now is asked by the stage before, which only knows the interface; {@link hayate.rate.Pacer} keeps a
 * fixed rate, {@link hayate.rate.BackPressure} stops asking while nobody can take the answers.
 */
package hayate.rate;

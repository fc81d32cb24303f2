/**
 * Before the stages. Reads the command line, writes one {@link hayate.scan.ScanConfig}, runs on the main thread before any
 * other stage does.
 *
 * <pre>
 *  arguments ─▶ CommandLineParser ─▶ ParsedOptions ─▶ ConfigBuilder ─▶ ScanConfig ─▶ hayate.scan
 *                 │ unknown token                        │ bad value
 *                 ▼                                      ▼
 *               UnknownOption ───────────────────────▶ UsageException ─▶ one line, exit 2
 * </pre>
 *
 * <p>Options are declared once, in {@link hayate.cli.CliOption}, and handed to picocli as a model built by hand: no
 * annotation is read at run time, which is what costs a picocli program its start-up. Help is text, in resources.
 */
package hayate.cli;

/**
 * Host reports: what a scan says of each host, in the words and formats that nmap's users and their programs read. Knows no
 * other stage: a scan fills the model, readers of other scanners' files fill it as well, writers and comparisons read it.
 */
package hayate.report;

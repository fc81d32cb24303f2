/**
 * What to ask a service, and how to tell it from its answer: probes and patterns in the grammar of nmap's service-probes
 * files, read from our own file or from one that the user points at.
 */
package hayate.service.db;

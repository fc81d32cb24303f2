/**
 * The follow-up of open ports: conversations with what listens there, and a database of probes and patterns that tells
 * what it is. Knows no stage of the sweep; whoever finds open ports hands them over and takes reports back.
 */
package hayate.service;

/**
 * Below the stages: what every thread of a scan has in common. A {@link hayate.work.Worker} is a class with one
 * {@code doWork()}; its clock and its idle strategy come from outside, so that one thread can run all workers of a
 * scan over a simulated network in virtual time.
 */
package hayate.work;

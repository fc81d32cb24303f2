package hayate.service;

import java.util.function.Supplier;

/** Takes what is done and understood, port by port, for people who wonder about an answer. On the scanner's thread. */
@FunctionalInterface
public interface ServiceTrace {
    /** Says nothing. */
    ServiceTrace NONE = (target, what) -> {};

    /** Something happened at a port; {@code what} is free of control characters. */
    void tell(ServiceTarget target, Supplier<String> what);
}

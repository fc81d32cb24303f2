package hayate.service;

/** Takes results, on the scanner's thread. */
@FunctionalInterface
public interface ServiceListener {
    /** A port is done. */
    void onService(ServiceResult result);
}

package hayate.service;

import hayate.report.ScriptReport;
import hayate.report.ServiceReport;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a port turned out to be.
 *
 * @param service what answers, absent if nothing told
 * @param evidence what else it told: its certificate, its title
 * @param accepted whether a connection was made
 * @param takes whether it was found to take what was sent, looked at only where nothing was said
 * @param answerHash of the first answer without its digits, absent if nothing came
 */
public record ServiceResult(
        ServiceTarget target,
        Optional<ServiceReport> service,
        List<ScriptReport> evidence,
        boolean accepted,
        Optional<Boolean> takes,
        OptionalInt answerHash) {
    public ServiceResult {
        evidence = List.copyOf(evidence);
    }

    /** Of a port that is left alone. */
    static ServiceResult unasked(ServiceTarget target) {
        return new ServiceResult(target, Optional.empty(), List.of(), false, Optional.empty(), OptionalInt.empty());
    }
}

package hayate.service;

import hayate.report.ScriptReport;
import hayate.report.ServiceReport;
import java.util.List;
import java.util.Optional;

/**
 * What a port turned out to be.
 *
 * @param service what answers, absent if nothing told
 * @param evidence what else it told: its certificate, its title
 */
public record ServiceResult(ServiceTarget target, Optional<ServiceReport> service, List<ScriptReport> evidence) {
    public ServiceResult {
        evidence = List.copyOf(evidence);
    }
}

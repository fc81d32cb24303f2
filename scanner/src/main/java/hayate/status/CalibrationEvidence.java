package hayate.status;

import hayate.rate.CalibrationResult;

/**
 * A calibration with what it rests on.
 *
 * @param result the rates
 * @param asked targets asked who answers
 * @param closed of them closed
 * @param open of them open
 * @param usesClosed whether the closed ones were asked again, or else the open ones
 * @param targets how many were asked again
 * @param hosts how many hosts they belong to
 * @param perHostRate how often a second one host was asked at most
 * @param network backend and interfaces
 */
public record CalibrationEvidence(
        CalibrationResult result,
        long asked,
        long closed,
        long open,
        boolean usesClosed,
        int targets,
        int hosts,
        double perHostRate,
        String network) {}

package hayate.report;

import java.io.IOException;

/** A file is not what its format says, beyond being cut off. The message is a clause, such as "line 7 is not a finding". */
public final class ReportFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    ReportFormatException(String message) {
        super(message);
    }

    ReportFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}

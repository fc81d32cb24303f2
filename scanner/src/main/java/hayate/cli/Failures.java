package hayate.cli;

import hayate.net.NativeException;
import hayate.output.CheckpointException;
import hayate.output.OutputException;
import hayate.plan.PlanException;
import hayate.scan.ScanException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Makes whatever went wrong into an exit code and one line. */
final class Failures {
    /**
     * How the program ends.
     *
     * @param exitCode one of {@link ExitCode}
     * @param line what it says, on one line, without the program's name
     */
    record Ending(int exitCode, String line) {}

    private Failures() {}

    /** The ending that a failure leads to; {@code arguments} are what was typed. */
    static Ending ending(Throwable failure, List<String> arguments) {
        if (isUsage(failure)) {
            return new Ending(ExitCode.USAGE, message(failure));
        }
        if (failure instanceof NoPrivilegeException) {
            return new Ending(ExitCode.NO_PRIVILEGE, message(failure));
        }
        if (failure instanceof NativeException e && e.isPrivilege()) {
            return new Ending(ExitCode.NO_PRIVILEGE, message(e) + "; " + withSudo(arguments));
        }
        if (failure instanceof OutOfMemoryError) {
            return new Ending(
                    ExitCode.FAILED,
                    "out of memory: give it more with JAVA_TOOL_OPTIONS=-Xmx4g, or split the targets by --shard");
        }
        if (failure instanceof NativeException || failure instanceof IOException) {
            return new Ending(ExitCode.FAILED, message(failure));
        }
        if (failure instanceof UncheckedIOException e && e.getCause() != null) {
            return new Ending(ExitCode.FAILED, message(e.getCause()));
        }
        return new Ending(ExitCode.FAILED, "internal error: " + message(failure) + " (-d shows where)");
    }

    /** What to type to have the privilege. */
    static String withSudo(List<String> arguments) {
        String program = System.getProperty("hayate.command", "hayate");
        return "run: sudo " + program + (arguments.isEmpty() ? "" : " ") + Quote.shellLine(arguments)
                + " (setcap on the java program would give raw packets to every Java program of every user)";
    }

    private static boolean isUsage(Throwable failure) {
        return failure instanceof UsageException
                || failure instanceof PlanException
                || failure instanceof ScanException
                || failure instanceof OutputException
                || failure instanceof CheckpointException;
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        String name = failure.getClass().getSimpleName();
        boolean speaksForItself =
                failure instanceof NativeException || failure instanceof NoPrivilegeException || isUsage(failure);
        return Quote.oneLine(message == null ? name : speaksForItself ? message : name + ": " + message);
    }
}

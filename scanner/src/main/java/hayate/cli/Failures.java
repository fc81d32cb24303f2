package hayate.cli;

import hayate.net.NativeException;
import hayate.net.PcapException;
import hayate.output.CheckpointException;
import hayate.output.OutputException;
import hayate.plan.PlanException;
import hayate.receive.KernelRstException;
import hayate.scan.ScanException;
import hayate.send.RouteException;
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
        if (speaksForItself(failure) || failure instanceof IOException) {
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
                || failure instanceof RouteException
                || failure instanceof OutputException
                || failure instanceof CheckpointException;
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        String name = failure.getClass().getSimpleName();
        return Quote.oneLine(message == null ? name : speaksForItself(failure) ? message : name + ": " + message);
    }

    /** Whether its message says all that there is to say to the user. */
    private static boolean speaksForItself(Throwable failure) {
        return isUsage(failure)
                || failure instanceof NoPrivilegeException
                || failure instanceof NativeException
                || failure instanceof PcapException
                || failure instanceof KernelRstException;
    }
}

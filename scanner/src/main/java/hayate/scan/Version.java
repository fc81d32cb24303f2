package hayate.scan;

/** This program's version, as the help, the outputs and the run record print it. */
public final class Version {
    /**
     * The version of the build. A constant and not a manifest entry, so that it is the same in a jar, in a test and in
     * an archived class image; a test compares it with the project's.
     */
    public static final String NUMBER = "0.1.0";

    private Version() {}
}

package org.usher.command;

/** The exit codes of {@code usherctl}. Scripts rely on them: a code never changes its meaning. */
public enum ExitCode {
    /** It was done, and all is well. */
    OK(0),
    /** It was done, and there are problems, or no app gets the request. */
    FOUND(1),
    /** The arguments make no sense, or name what is not there. */
    USAGE(2),
    /** The dispatcher cannot be reached: trying again later may help. */
    UNREACHABLE(3),
    /** The system refuses: a disk is full, a file cannot be read, an address is in use. */
    FAILED(4);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /** The number that the process exits with. */
    public int number() {
        return number;
    }
}

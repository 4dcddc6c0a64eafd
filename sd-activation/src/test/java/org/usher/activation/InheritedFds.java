package org.usher.activation;

import java.util.HashMap;
import java.util.Map;
import org.usher.posix.Errno;
import org.usher.posix.Fcntl;
import org.usher.posix.Kernel;

/**
 * What systemd does before it executes a service: sockets at consecutive fds without close-on-exec, and the variables
 * that announce them. The fds begin beyond those of the JVM, not at 3.
 */
public final class InheritedFds {
    static final int FIRST = 700;
    static final long PID = 4242;

    private final Kernel kernel = Kernel.linux();
    private final Map<String, String> variables = new HashMap<>();
    private int first = FIRST;
    private int count;

    /** Passes {@code fd}, which goes over to here. */
    public InheritedFds pass(int fd, String name) {
        int passed = must(kernel.fcntl(fd, Fcntl.F_DUPFD_CLOEXEC, first + count));
        if (count == 0) {
            first = passed;
        }
        if (passed != first + count) {
            throw new AssertionError("fd " + (first + count) + " is in use");
        }
        must(kernel.fcntl(passed, Fcntl.F_SETFD, 0));
        must(kernel.close(fd));
        variables.merge("LISTEN_FDNAMES", name, (before, next) -> before + ":" + next);
        count++;
        return with("LISTEN_PID", String.valueOf(PID)).with("LISTEN_FDS", String.valueOf(count));
    }

    public InheritedFds with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    public InheritedFds without(String variable) {
        variables.remove(variable);
        return this;
    }

    public Activation activation() {
        return new ListenVariables(new ProcessEnvironment(variables, PID), kernel, first).read();
    }

    public InheritedSocket only() {
        return activation().orElseThrow().sockets().get(0);
    }

    private static int must(int result) {
        if (result < 0) {
            throw new AssertionError(Errno.describe(result));
        }
        return result;
    }
}

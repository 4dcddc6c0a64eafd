package org.usher.activation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.usher.posix.Fcntl;
import org.usher.posix.Kernel;

/**
 * The reader of the {@code LISTEN_} variables (sd_listen_fds(3)). Every cold start passes here: loops, not lambdas.
 */
final class ListenVariables {
    /** {@code SD_LISTEN_FDS_START}. */
    static final int FIRST_FD = 3;

    private static final String NAME_UNKNOWN = "unknown"; // as sd_listen_fds_with_names(3) has it

    private final ProcessEnvironment environment;
    private final Kernel kernel;
    private final int firstFd;

    /** A reader for fds from {@code firstFd} on: {@link #FIRST_FD}, but in tests, where that is taken. */
    ListenVariables(ProcessEnvironment environment, Kernel kernel, int firstFd) {
        this.environment = environment;
        this.kernel = kernel;
        this.firstFd = firstFd;
    }

    Activation read() {
        String pid = environment.get("LISTEN_PID");
        String count = environment.get("LISTEN_FDS");
        if (pid == null) {
            return count == null
                    ? new Activation.Absent()
                    : malformed("LISTEN_FDS", count, "LISTEN_PID is not set: do not let sudo or a wrapper drop it");
        }
        OptionalLong listenPid = ProcessEnvironment.number(pid);
        if (listenPid.isEmpty() || listenPid.getAsLong() == 0) {
            return malformed("LISTEN_PID", pid, "it is not a process id: set both variables or none");
        }
        if (listenPid.getAsLong() != environment.pid()) {
            return new Activation.Foreign(listenPid.getAsLong(), environment.pid());
        }
        if (count == null) {
            return malformed("LISTEN_PID", pid, "LISTEN_FDS is not set: set both variables or none");
        }
        OptionalLong fds = ProcessEnvironment.number(count);
        if (fds.isEmpty() || fds.getAsLong() == 0 || fds.getAsLong() > Integer.MAX_VALUE - firstFd) {
            return malformed("LISTEN_FDS", count, "it is not a number of sockets: set both variables or none");
        }
        return received((int) fds.getAsLong(), count);
    }

    private Activation received(int count, String text) {
        for (int fd = firstFd; fd < firstFd + count; fd++) {
            if (kernel.fcntl(fd, Fcntl.F_GETFD, 0) < 0) {
                return malformed("LISTEN_FDS", text, "fd " + fd + " is not open: who set it must pass that many");
            }
        }
        String names = environment.get("LISTEN_FDNAMES");
        List<String> named = names == null ? unnamed(count) : Arrays.asList(names.split(":", -1));
        if (named.size() != count) {
            return malformed(
                    "LISTEN_FDNAMES",
                    String.valueOf(names),
                    "it has " + named.size() + " names for LISTEN_FDS=\"" + text + "\": give each fd one, or unset it");
        }
        List<InheritedSocket> sockets = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            kernel.fcntl(firstFd + i, Fcntl.F_SETFD, Fcntl.FD_CLOEXEC);
            sockets.add(new InheritedSocket(named.get(i), firstFd + i, kernel));
        }
        return new Activation.Received(sockets);
    }

    private static List<String> unnamed(int count) {
        String[] names = new String[count];
        Arrays.fill(names, NAME_UNKNOWN);
        return List.of(names);
    }

    private static Activation malformed(String variable, @Nullable String value, String problem) {
        return new Activation.Malformed(variable + "=\"" + value + "\": " + problem);
    }
}

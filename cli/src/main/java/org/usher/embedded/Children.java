package org.usher.embedded;

import static java.util.stream.Collectors.joining;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;
import jnr.posix.SpawnAttribute;
import jnr.posix.SpawnFileAction;
import org.usher.posix.Fcntl;
import org.usher.posix.Kernel;

/**
 * The processes that this one starts, each the leader of a process group of its own, so that Ctrl-C reaches us alone and
 * ending one ends what it has started, too. The JDK cannot do this: {@link ProcessBuilder} closes all fds above 2.
 */
final class Children {
    static final int SIGKILL = 9;
    private static final int SIGTERM = 15;
    /** In /proc/PID/status: bit 14 of what a process ignores is SIGTERM (proc(5)). */
    private static final Pattern IGNORES_SIGTERM = Pattern.compile("SigIgn:\\s*[0-9a-f]*[4-7c-f][0-9a-f]{3}\n");

    private static final int FIRST_FD = 3; // SD_LISTEN_FDS_START, sd_listen_fds(3)
    /** Copies of fds lie above all places that they are copied to. */
    private static final int COPIES_FROM = 256;

    private static final int O_RDONLY = 0;
    private static final int WNOHANG = 1;

    /** Knows its own process id only when it runs: the shell says it, and becomes the program. */
    private static final String WRAPPER = "cd -- \"$0\" && export LISTEN_PID=$$ && exec \"$@\"";

    private final POSIX posix = POSIXFactory.getNativePOSIX();
    private final Kernel kernel = Kernel.linux();

    /**
     * A process that was started.
     *
     * @param output what it and all that it starts write, the caller's to close; it ends with the last of them
     */
    record Child(long pid, InputStream output) {}

    /**
     * Starts {@code program} with {@code sockets} as systemd would pass them, and no input. The sockets stay the caller's.
     * One at a time, or a program would keep what was made for another.
     */
    synchronized Child start(Program program, List<BoundSocket> sockets) throws IOException {
        List<Integer> ours = new ArrayList<>();
        try {
            int[] pipe = new int[2];
            BoundSocket.made(posix.pipe(pipe) < 0 ? -posix.errno() : 0, "make a pipe");
            ours.addAll(List.of(pipe[0], pipe[1]));
            List<SpawnFileAction> actions = new ArrayList<>();
            actions.add(SpawnFileAction.open("/dev/null", 0, O_RDONLY, 0));
            int output = copy(pipe[1], ours);
            actions.add(SpawnFileAction.dup(output, 1));
            actions.add(SpawnFileAction.dup(output, 2));
            for (int i = 0; i < sockets.size(); i++) {
                actions.add(SpawnFileAction.dup(copy(sockets.get(i).fd(), ours), FIRST_FD + i));
            }
            closeRestOnExec();
            List<SpawnAttribute> attributes =
                    List.of(SpawnAttribute.flags((short) SpawnAttribute.SETPGROUP), SpawnAttribute.pgroup(0));
            List<String> words = new ArrayList<>(
                    List.of("sh", "-c", WRAPPER, program.directory().toString()));
            words.addAll(program.words());
            long pid = posix.posix_spawnp("/bin/sh", actions, attributes, words, variables(program, sockets));
            return new Child(pid, new FileInputStream("/proc/self/fd/" + pipe[0]));
        } catch (RuntimeException refused) {
            throw new IOException("start " + program.words().get(0) + ": " + refused.getMessage(), refused);
        } finally {
            ours.forEach(kernel::close);
        }
    }

    /** The JDK leaves some of its own fds open on exec, since its own way to start a process closes them. */
    private void closeRestOnExec() {
        String[] open = new File("/proc/self/fd").list();
        for (String fd : open == null ? new String[0] : open) {
            if (Integer.parseInt(fd) >= FIRST_FD) {
                kernel.fcntl(Integer.parseInt(fd), Fcntl.F_SETFD, Fcntl.FD_CLOEXEC);
            }
        }
    }

    private int copy(int fd, List<Integer> copies) throws IOException {
        int copy = BoundSocket.made(kernel.fcntl(fd, Fcntl.F_DUPFD_CLOEXEC, COPIES_FROM), "copy fd " + fd);
        copies.add(copy);
        return copy;
    }

    private static List<String> variables(Program program, List<BoundSocket> sockets) {
        Map<String, String> variables = new LinkedHashMap<>(program.variables());
        variables.put("LISTEN_FDS", String.valueOf(sockets.size()));
        variables.put("LISTEN_FDNAMES", sockets.stream().map(BoundSocket::name).collect(joining(":")));
        return variables.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
    }

    /** Waits until the process has ended. Its id is not free before {@link #reap}. */
    static void awaitEnd(Child child) {
        // waits with WNOWAIT, so that the process stays a zombie until it is reaped (waitid(2))
        ProcessHandle.of(child.pid()).orElseThrow().onExit().join();
    }

    /** Asks a process that has not been reaped, and all that it has started, to end; returns whether it does not ignore that. */
    boolean end(long pid) {
        signal(pid, SIGTERM);
        try {
            String status = Files.readString(Path.of("/proc/" + pid + "/status"));
            return !IGNORES_SIGTERM.matcher(status).find();
        } catch (IOException unknown) {
            return true;
        }
    }

    /** Sends a signal to a process that has not been reaped, and to all that it has started. */
    void signal(long pid, int signal) {
        posix.kill(-pid, signal);
    }

    /**
     * Takes note that a process has ended, which frees its id, after ending what it has left behind. Returns its
     * exit code, or 128 and the number of the signal that ended it.
     */
    int reap(long pid) {
        signal(pid, SIGKILL);
        int[] status = new int[1];
        posix.waitpid(pid, status, WNOHANG);
        int signal = status[0] & 0x7f; // WTERMSIG, wait(2)
        return signal == 0 ? status[0] >> 8 & 0xff : 128 + signal;
    }
}

package org.usher.notify;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.usher.activation.ProcessEnvironment;
import org.usher.posix.Errno;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.posix.Readiness;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketType;

/**
 * The service manager that started this process and is told of its state: systemd, by {@code NOTIFY_SOCKET}
 * (sd_notify(3)).
 *
 * <pre>{@code
 * Supervisor supervisor = Supervisor.current();
 * supervisor.send(Notification.ready().status("serving"));
 * }</pre>
 *
 * <p>Every sending method returns whether the message was delivered: false if there is no supervisor, or none any more.
 * A program need not care. Safe for use by several threads. Holds no fd between messages.
 */
public final class Supervisor {
    /** The variables of supervision: children must not inherit them ({@link #removeFrom}). */
    public static final List<String> VARIABLES = List.of("NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC");

    /** How long a message waits for room in the supervisor's queue. */
    private static final int QUEUE_TIMEOUT_MILLIS = 5000;

    private final Kernel kernel;
    private final @Nullable SocketAddressBuffer address;
    private final @Nullable Duration watchdogInterval;
    private final FdMessage message = FdMessage.toSend(Notification.SIZE_MAX, FdMessage.FDS_MAX);

    private Supervisor(Kernel kernel, @Nullable SocketAddressBuffer address, @Nullable Duration watchdogInterval) {
        this.kernel = kernel;
        this.address = address;
        this.watchdogInterval = watchdogInterval;
    }

    /** Returns the supervisor of this process; see {@link #of}. */
    public static Supervisor current() {
        return of(ProcessEnvironment.current(), Kernel.linux());
    }

    /**
     * Returns the supervisor that {@code environment} names, a silent one if it names none.
     *
     * @throws IllegalStateException if a variable is malformed; the message quotes it and says what to do
     */
    public static Supervisor of(ProcessEnvironment environment, Kernel kernel) {
        return new Supervisor(kernel, address(environment), watchdogInterval(environment));
    }

    /**
     * Removes the variables of supervision from the environment of a child, such as
     * {@link ProcessBuilder#environment()}: a child that inherits them speaks in our name.
     */
    public static void removeFrom(Map<String, String> childEnvironment) {
        childEnvironment.keySet().removeAll(VARIABLES);
    }

    /** Returns whether there is a supervisor to send to. */
    public boolean isPresent() {
        return address != null;
    }

    /**
     * Returns the time without {@link Notification#alive} after which the supervisor gives this process up; empty if it
     * does not watch. Send at half of it, and from the thread whose progress counts.
     */
    public Optional<Duration> watchdogInterval() {
        return Optional.ofNullable(watchdogInterval);
    }

    /** Says that start-up, or a reload, is complete. */
    public boolean ready() {
        return send(Notification.ready());
    }

    /** Says that the service is shutting down. */
    public boolean stopping() {
        return send(Notification.stopping());
    }

    /** Says that a reload begins now; {@link #ready} ends it. */
    public boolean reloading() {
        return send(Notification.reloading());
    }

    /** Says that this process is alive; see {@link #watchdogInterval}. */
    public boolean alive() {
        return send(Notification.alive());
    }

    /** Shows {@code line} in {@code systemctl status}. */
    public boolean status(String line) {
        return send(Notification.statusOf(line));
    }

    /** Sends {@code notification}. */
    public boolean send(Notification notification) {
        return deliver(notification);
    }

    /**
     * Has the supervisor keep copies of {@code fds} and pass them under {@code name} at the next start, beside the
     * sockets. Needs {@code FileDescriptorStoreMax=} in the unit, without which systemd drops them and says nothing. The
     * fds stay the caller's. systemd forgets an fd by itself on EPOLLHUP or EPOLLERR.
     *
     * @param name 1 to 255 visible ASCII characters, no colon
     * @param fds at most {@value FdMessage#FDS_MAX}
     */
    public boolean storeFds(String name, int... fds) {
        return deliver(Notification.storeFds(name), fds);
    }

    /** Does the same, and has the supervisor keep an fd on EPOLLHUP and EPOLLERR, too ({@code FDPOLL=0}). */
    public boolean storeFdsUnpolled(String name, int... fds) {
        return deliver(Notification.storeFds(name).and("FDPOLL", "0"), fds);
    }

    /** Has the supervisor close and forget what it keeps under {@code name}. */
    public boolean removeFds(String name) {
        return send(Notification.removeFds(name));
    }

    /**
     * Waits until the supervisor has dealt with everything sent before ({@code BARRIER=1}, sd_notify_barrier(3)), at
     * most {@code timeout}; returns whether it has.
     */
    public boolean barrier(Duration timeout) {
        int[] pair = new int[2];
        if (address == null || kernel.socketPair(SocketType.SOCK_STREAM, pair) < 0) {
            return false;
        }
        boolean sent = deliver(Notification.barrier(), pair[1]);
        kernel.close(pair[1]);
        // the last copy of pair[1] is the supervisor's: its end of life is the answer
        boolean passed = sent && Readiness.await(kernel, pair[0], Readiness.HANG_UP, timeout);
        kernel.close(pair[0]);
        return passed;
    }

    private synchronized boolean deliver(Notification notification, int... fds) {
        if (address == null) {
            return false;
        }
        int socket = kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM);
        if (socket < 0) {
            return false;
        }
        message.payload().clear().put(notification.toString().getBytes(StandardCharsets.UTF_8));
        message.setFds(fds);
        boolean delivered = kernel.connect(socket, address) >= 0 && send(socket);
        kernel.close(socket);
        return delivered;
    }

    private boolean send(int socket) {
        int result = kernel.sendMessage(socket, message);
        Duration patience = Duration.ofMillis(QUEUE_TIMEOUT_MILLIS);
        if (result == -Errno.EAGAIN && Readiness.await(kernel, socket, Readiness.ROOM, patience)) {
            result = kernel.sendMessage(socket, message);
        }
        return result >= 0;
    }

    private static @Nullable SocketAddressBuffer address(ProcessEnvironment environment) {
        String socket = environment.get("NOTIFY_SOCKET");
        if (socket == null || socket.isEmpty()) {
            return null;
        }
        boolean isUnix = socket.charAt(0) == '/' || socket.charAt(0) == '@';
        if (!isUnix || socket.length() == 1) {
            throw malformed("NOTIFY_SOCKET", socket, "it is neither a path nor @ and an abstract name");
        }
        try {
            return new SocketAddressBuffer().setPath(socket);
        } catch (IllegalArgumentException tooLong) {
            throw malformed("NOTIFY_SOCKET", socket, String.valueOf(tooLong.getMessage()));
        }
    }

    private static @Nullable Duration watchdogInterval(ProcessEnvironment environment) {
        String interval = environment.get("WATCHDOG_USEC");
        String pid = environment.get("WATCHDOG_PID");
        if (interval == null) {
            return null;
        }
        if (pid != null && number("WATCHDOG_PID", pid) != environment.pid()) {
            return null; // our parent is watched, not we
        }
        return Duration.ofNanos(Math.multiplyExact(number("WATCHDOG_USEC", interval), 1000L));
    }

    private static long number(String variable, String value) {
        long number = ProcessEnvironment.number(value).orElse(0);
        if (number == 0) {
            throw malformed(variable, value, "it is not a positive number");
        }
        return number;
    }

    private static IllegalStateException malformed(String variable, String value, String problem) {
        return new IllegalStateException(
                variable + "=\"" + value + "\": " + problem + "; unset it or let systemd set it");
    }
}

package org.usher.notify;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A message to the supervisor: assignments that it reads together (sd_notify(3), "Well-known assignments"). Immutable;
 * each method returns a longer message.
 *
 * <p>Values are checked: one with a line end or another control character would let text forge assignments, and is
 * refused with an IllegalArgumentException, as is a message longer than {@value #SIZE_MAX} octets.
 *
 * <pre>{@code supervisor.send(Notification.ready().status("12 routes, 1 problem"))}</pre>
 */
public final class Notification {
    /** systemd drops longer messages ({@code NOTIFY_BUFFER_MAX}, the PIPE_BUF of pipe(7)). */
    public static final int SIZE_MAX = 4096;

    private static final int NAME_SIZE_MAX = 255; // FileDescriptorName= in systemd.socket(5)

    private final String text;

    private Notification(String text) {
        this.text = text;
    }

    /** Returns {@code READY=1}: start-up or reload is complete. */
    public static Notification ready() {
        return of("READY", "1");
    }

    /**
     * Returns {@code RELOADING=1} with {@code MONOTONIC_USEC=} of now: a reload begins, READY follows. Make it when the
     * reload begins: {@code Type=notify-reload} compares the time with that of its signal.
     */
    public static Notification reloading() {
        // on Linux nanoTime is CLOCK_MONOTONIC, the clock that systemd compares with
        return of("RELOADING", "1").and("MONOTONIC_USEC", String.valueOf(System.nanoTime() / 1000));
    }

    /** Returns {@code STOPPING=1}: shutting down. */
    public static Notification stopping() {
        return of("STOPPING", "1");
    }

    /** Returns {@code WATCHDOG=1}: alive; to be sent at half of {@link Supervisor#watchdogInterval}. */
    public static Notification alive() {
        return of("WATCHDOG", "1");
    }

    /** Returns {@code WATCHDOG=trigger}: something is wrong inside; the supervisor acts as if the watchdog had run out. */
    public static Notification watchdogTrigger() {
        return of("WATCHDOG", "trigger");
    }

    /** Returns {@code EXTEND_TIMEOUT_USEC=}: starting, running or stopping may take {@code more} from now on. */
    public static Notification extendTimeout(Duration more) {
        return of("EXTEND_TIMEOUT_USEC", String.valueOf(more.toNanos() / 1000));
    }

    /** Returns {@code MAINPID=}: the service's main process is another one. */
    public static Notification mainPid(long pid) {
        return of("MAINPID", String.valueOf(pid));
    }

    /** Returns {@code ERRNO=}: why the service failed, as a positive number of errno(3). */
    public static Notification errno(int errno) {
        return of("ERRNO", String.valueOf(errno));
    }

    /** Returns {@code STATUS=}: one line for {@code systemctl status}. */
    public static Notification statusOf(String line) {
        return of("STATUS", line);
    }

    /** Returns {@code FDSTOREREMOVE=1}: fds stored under {@code name} are closed and forgotten. */
    public static Notification removeFds(String name) {
        return of("FDSTOREREMOVE", "1").and("FDNAME", fdName(name));
    }

    /** Returns {@code FDSTORE=1}: what goes with fds that the supervisor keeps; see {@link Supervisor#storeFds}. */
    static Notification storeFds(String name) {
        return of("FDSTORE", "1").and("FDNAME", fdName(name));
    }

    /** Returns {@code BARRIER=1}, which is always alone in its message. */
    static Notification barrier() {
        return of("BARRIER", "1");
    }

    /** Returns an assignment that this class does not know; names beginning with {@code X_} are free for all. */
    public static Notification of(String name, String value) {
        return new Notification("").and(name, value);
    }

    /** Returns this message with {@code STATUS=}, one line for {@code systemctl status}. */
    public Notification status(String line) {
        return and("STATUS", line);
    }

    /** Returns this message with one more assignment. */
    public Notification and(String name, String value) {
        if (!isName(name)) {
            throw new IllegalArgumentException("not a name of an assignment: \"" + name + "\"");
        }
        if (hasControl(value)) {
            throw new IllegalArgumentException(name + "= is one line without control characters");
        }
        String longer = (text.isEmpty() ? "" : text + "\n") + name + "=" + value;
        int size = longer.getBytes(StandardCharsets.UTF_8).length;
        if (size > SIZE_MAX) {
            throw new IllegalArgumentException(
                    "a notification has at most " + SIZE_MAX + " octets, not " + size + ": shorten " + name + "=");
        }
        return new Notification(longer);
    }

    /** Returns the message as it is sent. */
    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Notification notification && text.equals(notification.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    // Loops, not lambdas, in what a start goes through: READY=1 should not wait for the machinery of the first one.

    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '_' && (c < 'A' || c > 'Z') && (c < '0' || c > '9')) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean hasControl(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static String fdName(String name) {
        boolean fits = !name.isEmpty() && name.length() <= NAME_SIZE_MAX;
        if (!fits || !name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':')) {
            throw new IllegalArgumentException(
                    "a name of fds has 1 to 255 visible ASCII characters and no colon: \"" + name + "\"");
        }
        return name;
    }
}

package org.usher.route;

/**
 * What systemd says of the socket unit of an app, as far as it decides whether the app can be given connections.
 *
 * @param condition what it comes to
 * @param result why, in systemd's word for a failed unit, such as {@code trigger-limit-hit}; empty if there is nothing to say
 */
public record AppState(Condition condition, String result) {
    /** What holds where nothing is known: connections are given. */
    public static final AppState LISTENING = new AppState(Condition.LISTENING, "");

    /** The service behind the socket runs. */
    public static final AppState RUNNING = new AppState(Condition.RUNNING, "");

    /** Others than root and usher could forge what the socket receives: it is given nothing. */
    public static final AppState UNSAFE = new AppState(Condition.UNSAFE, "");

    /** Says of {@code who}, such as a unit, that it has failed, and with what result. */
    public String detail(String who) {
        return who + " has failed" + (result.isEmpty() ? "" : ": " + result);
    }

    /** What a socket unit can be. */
    public enum Condition {
        /** The socket waits; its service is started by the next connection. */
        LISTENING,
        RUNNING,
        /** The unit has failed: nobody receives, and what is claimed stays claimed. */
        FAILED,
        UNSAFE
    }

    /** A unit that has failed with {@code result}. */
    public static AppState failed(String result) {
        return new AppState(Condition.FAILED, result);
    }
}

package org.usher.route;

/**
 * The state of an app's socket unit, as far as it decides whether the app is given connections.
 *
 * @param condition the state itself
 * @param result why: of a failed unit systemd's word, such as {@code trigger-limit-hit}, of one that is offline a sentence's
 *     end; of one in maintenance the page for clients; empty if there is none
 */
public record AppState(Condition condition, String result) {
    /** The state of a unit of which nothing is known: it is given connections. */
    public static final AppState LISTENING = new AppState(Condition.LISTENING, "");

    /** The service behind the socket runs. */
    public static final AppState RUNNING = new AppState(Condition.RUNNING, "");

    /** The socket accepts messages from others than root and usher, so it is given nothing. */
    public static final AppState UNSAFE = new AppState(Condition.UNSAFE, "");

    /** The sentence that says that {@code subject}, such as a unit, has failed. */
    public String detail(String subject) {
        return subject + " has failed" + (result.isEmpty() ? "" : ": " + result);
    }

    /** The states of a socket unit. */
    public enum Condition {
        /** The socket waits; its service is started by the next connection. */
        LISTENING,
        RUNNING,
        /** The unit has failed: it receives nothing, and what it claims stays claimed. */
        FAILED,
        UNSAFE,
        /** Nothing is there to which a connection could be passed. */
        OFFLINE,
        /** The administrator has said so: it receives nothing, whatever the unit does. */
        MAINTENANCE
    }

    /** The state of a unit that has failed with {@code result}. */
    public static AppState failed(String result) {
        return new AppState(Condition.FAILED, result);
    }

    /** The state of a unit to which nothing can be passed, since {@code why}. */
    public static AppState offline(String why) {
        return new AppState(Condition.OFFLINE, why);
    }
}

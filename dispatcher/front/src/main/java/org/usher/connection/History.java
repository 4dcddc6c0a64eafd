package org.usher.connection;

/**
 * What an app said of a connection that it handed back.
 *
 * @param unread octets of the next request that the app has read already; they come before the socket's own
 * @param hops handoffs of the next request so far
 * @param prefix the canonical prefix of the route that the connection came back from; empty for a new connection
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody; a copy per access would be garbage on the hot path.
public record History(byte[] unread, int hops, String prefix) {
    /** The history of a connection that was just accepted. */
    public static final History NONE = new History(new byte[0], 0, "");

    /** Returns whether no app has held the connection. */
    public boolean isNew() {
        return prefix.isEmpty();
    }
}

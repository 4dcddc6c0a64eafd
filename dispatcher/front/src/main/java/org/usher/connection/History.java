package org.usher.connection;

/**
 * What others have said of a connection: the app that handed it back, and the dispatcher that parked it.
 *
 * @param id the UNIQUE_ID that it came back with; zeros for a new connection
 * @param unread octets of the next request that the app has read already; they come before the socket's own
 * @param hops handoffs of the next request so far
 * @param prefix the canonical prefix of the route that the connection came back from; empty for a new connection
 * @param isLost whether it was parked after a socket had gone that held a copy, which its app may have taken all the same
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody; a copy per access would be garbage on the hot path.
public record History(byte[] id, byte[] unread, int hops, String prefix, boolean isLost) {
    /** The history of a connection of which nobody has said anything. */
    public static final History NONE = new History(new byte[ConnectionIds.ID_SIZE], new byte[0], 0, "", false);

    /** See {@link Connection#mayBeHeld}. */
    public boolean mayBeHeld() {
        return !prefix.isEmpty() || isLost;
    }

    /** Returns this, of a connection that {@link #isLost} or is not. */
    public History lost(boolean isLost) {
        return new History(id, unread, hops, prefix, isLost);
    }
}

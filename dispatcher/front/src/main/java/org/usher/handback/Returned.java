package org.usher.handback;

import org.usher.connection.Connection;

/** What an fd that came over the return socket turns out to be. */
sealed interface Returned {
    /** A live connection that we have handed out; its hops are what the app has told, or more. */
    record Ours(Connection connection) implements Returned {}

    /** Anything else; {@code why} says which check it failed. */
    record NotOurs(String why) implements Returned {}
}

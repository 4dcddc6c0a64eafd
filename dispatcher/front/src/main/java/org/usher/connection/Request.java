package org.usher.connection;

import org.jspecify.annotations.Nullable;
import org.usher.head.Head;
import org.usher.route.Route;

/**
 * What a connection asks for, as far as an answer of ours depends on it.
 *
 * @param connection the connection at whose head the request stands
 * @param head its head; null if none was recognised
 * @param route the route that it takes; null if it has none
 */
public record Request(Connection connection, @Nullable Head head, @Nullable Route route) {
    /** Returns whether its method is HEAD, so that an answer has no body. */
    boolean isHead() {
        return head != null && head.method().equals("HEAD");
    }

    /** Returns how many octets of the socket are the whole request; 0 if that is not known. */
    int length() {
        return head == null || head.hasBody() || !connection.isNew() ? 0 : head.length();
    }
}

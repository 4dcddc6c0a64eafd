package org.usher.handoff;

/**
 * What an app that is asked before the app of a route has an answer to (PROTOCOL.md, rule 6). All other requests are passed
 * on to that one, unread.
 */
@FunctionalInterface
public interface Answers {
    /**
     * Returns whether there is an answer to a request.
     *
     * @param method as it came
     * @param target the request target as it came
     */
    boolean has(HandedConnection connection, String method, String target);
}

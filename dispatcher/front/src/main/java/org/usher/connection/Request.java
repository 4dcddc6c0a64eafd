package org.usher.connection;

import org.usher.route.App;
import org.usher.table.Decision;

/**
 * A request whose route is found and whose connection is on its way to the app.
 *
 * @param connection the connection at whose head the request stands
 * @param isHead whether its method is HEAD, so that an answer has no body; the whole head stands in the connection
 * @param routed where it goes
 */
public record Request(Connection connection, boolean isHead, Decision.Routed routed) {
    /** How often one request may be passed before it is taken for one that goes round (PROTOCOL.md, rule 30). */
    private static final int HOPS_MAX = 4;

    /** Returns the app that it goes to. */
    public App app() {
        return routed.route().app();
    }

    /** Returns the number of this handoff for the request, from 1. */
    public int hops() {
        return connection.history().hops() + 1;
    }

    /** Returns whether the request was passed too often, or would go to the app that has just said it is not its own. */
    public boolean goesRound() {
        History history = connection.history();
        return hops() > HOPS_MAX
                || (history.hops() > 0
                        && history.prefix().equals(routed.route().prefix().toString()));
    }

    /** Returns whether the app wants no connection like this: held by another before, or with unread octets. */
    public boolean mustNotTravel() {
        History history = connection.history();
        return (app().isolate() && !history.isNew()) || (!app().unread() && history.unread().length > 0);
    }
}

package org.usher.app;

import org.jspecify.annotations.Nullable;
import org.usher.connection.Connection;
import org.usher.connection.History;
import org.usher.refusal.Refusal;
import org.usher.route.App;
import org.usher.route.AppState;
import org.usher.table.Decision.Refused;
import org.usher.table.Decision.Routed;

/** The reasons for which an app is not given a request. */
final class Admission {
    /** Handoffs of one request before it is taken for one that goes round (PROTOCOL.md, rule 30). */
    private static final int HOPS_MAX = 4;

    private Admission() {}

    /** Returns why {@code app} is given nothing at all while its unit is in {@code state}; null if it is given requests. */
    static @Nullable Refused toAll(App app, AppState state) {
        return switch (state.condition()) {
            case MAINTENANCE -> new Refused(Refusal.MAINTENANCE, app.unit());
            case FAILED -> new Refused(Refusal.APP_FAILED, state.detail(app.unit()));
            case OFFLINE -> new Refused(Refusal.APP_OFFLINE, app.unit()); // problems say why
            case UNSAFE -> new Refused(Refusal.APP_OFFLINE, app.unit() + " is unsafe-socket (usherctl problems)");
            case LISTENING, RUNNING -> null;
        };
    }

    /** Returns whether a request was passed too often, or would go to the app that has just said it is not its own. */
    static boolean goesRound(Connection connection, Routed routed) {
        return connection.nextHop() > HOPS_MAX || (routed.first() == null && comesBack(connection, routed));
    }

    /** Returns whether a request comes back, unanswered, that this route was handed. */
    static boolean comesBack(Connection connection, Routed routed) {
        History history = connection.history();
        return history != null
                && history.told().hops() > 0
                && routed.route().prefix().toString().equals(history.told().prefix());
    }

    /** Returns whether {@code app} wants no connection like this: held by another before, or with unread octets. */
    static boolean mustNotTravel(App app, Connection connection) {
        return (app.isolate() && !connection.isNew()) || (!app.unread() && connection.unread().length > 0);
    }
}

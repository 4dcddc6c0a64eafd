package org.usher.app;

import org.usher.connection.Connection;
import org.usher.connection.History;
import org.usher.refusal.Refusal;
import org.usher.route.App;
import org.usher.route.AppState;
import org.usher.table.Decision.Routed;

/** The judgement whether an app can have a request, by what its unit declares and by what systemd says of that. */
record Admission(App app, AppState state) {
    /** Handoffs of one request before it is taken for one that goes round (PROTOCOL.md, rule 30). */
    private static final int HOPS_MAX = 4;

    boolean isRunning() {
        return state.condition() == AppState.Condition.RUNNING;
    }

    /** Returns whether the app can have {@code delivery}; if not, that is settled by {@code settlement}. */
    boolean admits(Delivery delivery, Settlement settlement) {
        if (goesRound(delivery.connection(), delivery.routed)) {
            settlement.refuse(delivery, Refusal.LOOP, "");
        } else if (mustNotTravel(delivery.connection().history())) {
            settlement.drop(delivery);
        } else if (app.mode() == App.Mode.RELAY) {
            String detail = app.unit() + " needs the relay app, which is not installed";
            settlement.refuse(delivery, Refusal.APP_OFFLINE, detail);
        } else if (state.condition() == AppState.Condition.UNSAFE) {
            settlement.refuse(delivery, Refusal.APP_OFFLINE, app.unit() + " is unsafe-socket (usherctl problems)");
        } else if (state.condition() == AppState.Condition.FAILED) {
            settlement.refuse(delivery, Refusal.APP_FAILED, state.detail(app.unit()));
        } else {
            return true;
        }
        return false;
    }

    /** Returns whether a request was passed too often, or would go to the app that has just said it is not its own. */
    private static boolean goesRound(Connection connection, Routed routed) {
        History history = connection.history();
        return connection.nextHop() > HOPS_MAX
                || (history.hops() > 0
                        && history.prefix().equals(routed.route().prefix().toString()));
    }

    /** Returns whether the app wants no connection like this: held by another before, or with unread octets. */
    private boolean mustNotTravel(History history) {
        return (app.isolate() && !history.isNew()) || (!app.unread() && history.unread().length > 0);
    }
}

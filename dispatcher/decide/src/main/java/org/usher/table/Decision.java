package org.usher.table;

import org.jspecify.annotations.Nullable;
import org.usher.handoff.HandoffEncoder;
import org.usher.handoff.Scope;
import org.usher.refusal.Refusal;
import org.usher.route.App;
import org.usher.route.Route;

/** What becomes of one request. */
public sealed interface Decision {

    /**
     * The request goes to an app. One object serves all requests that go the same way.
     *
     * @param route the route that has won the request
     * @param app the route's app, or the one that is asked before it
     * @param unit the unit of that app
     * @param scope which further requests of the connection go the same way
     * @param tlvs what a handoff says of the route: see {@link HandoffEncoder#routeTlvs}; not to be changed
     * @param first the same for the app that is asked before; null if none is
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared; a copy per access would be garbage on the hot path.
    record Routed(Route route, App app, String unit, Scope scope, byte[] tlvs, @Nullable Routed first)
            implements Decision {
        Routed(Route route, App app, Scope scope, @Nullable Routed first) {
            this(route, app, app.unit(), scope, tlvs(route, app, scope), first);
        }

        private static byte[] tlvs(Route route, App app, Scope scope) {
            return HandoffEncoder.routeTlvs(route.prefix().toString(), scope, app.target());
        }
    }

    /**
     * The dispatcher answers the request itself.
     *
     * @param reason the refusal
     * @param detail one sentence on this very request; what it quotes is printable
     */
    record Refused(Refusal reason, String detail) implements Decision {}
}

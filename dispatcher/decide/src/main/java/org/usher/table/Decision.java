package org.usher.table;

import org.usher.handoff.HandoffEncoder;
import org.usher.handoff.Scope;
import org.usher.refusal.Refusal;
import org.usher.route.Route;

/** What becomes of one request. */
public sealed interface Decision {

    /**
     * The request goes to an app. One object serves all requests that go the same way.
     *
     * @param route the route that has won the request
     * @param scope which further requests of the connection go the same way
     * @param tlvs what a handoff says of the route: see {@link HandoffEncoder#routeTlvs}; not to be changed
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared; a copy per access would be garbage on the hot path.
    record Routed(Route route, Scope scope, byte[] tlvs) implements Decision {
        Routed(Route route, Scope scope) {
            this(
                    route,
                    scope,
                    HandoffEncoder.routeTlvs(
                            route.prefix().toString(), scope, route.app().target()));
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

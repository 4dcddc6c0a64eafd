package org.usher.table;

import org.usher.handoff.HandoffEncoder;
import org.usher.handoff.Scope;
import org.usher.refusal.Refusal;
import org.usher.route.App;
import org.usher.route.Route;

/** What becomes of one request. */
public sealed interface Decision {

    /** The request goes to an app. One object serves all requests that go the same way; compared by identity. */
    final class Routed implements Decision {
        private final Route route;
        private final App app;
        private final Scope scope;
        private final byte[] tlvs;

        Routed(Route route, Scope scope) {
            this.route = route;
            this.app = route.app();
            this.scope = scope;
            this.tlvs = HandoffEncoder.routeTlvs(route.prefix().toString(), scope);
        }

        /** The route that has won the request. */
        public Route route() {
            return route;
        }

        /** The app that receives the request. */
        public App app() {
            return app;
        }

        /** Which further requests of the connection go the same way. */
        public Scope scope() {
            return scope;
        }

        /** What a handoff says of the route: see {@link HandoffEncoder#routeTlvs}. The array must not be changed. */
        public byte[] tlvs() {
            return tlvs;
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

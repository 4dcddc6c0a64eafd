package org.usher.route;

import org.usher.handoff.Scope;
import org.usher.prefix.Category;
import org.usher.refusal.Refusal;

/** What becomes of one request. */
public sealed interface Decision {

    /**
     * It goes to an app.
     *
     * @param route the prefix that won it
     * @param category the category in which it was found
     * @param scope which further requests of the connection go the same way
     */
    record Routed(Route route, Category category, Scope scope) implements Decision {}

    /**
     * We answer it ourselves.
     *
     * @param reason the refusal
     * @param detail one sentence on this very request; quotes of it are printable
     */
    record Refused(Refusal reason, String detail) implements Decision {}
}

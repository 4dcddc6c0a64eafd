package org.usher.handoff;

import org.jspecify.annotations.Nullable;

/**
 * What a message says beside the connection that it carries: a PROXY protocol v2 header as a value. Parts that are null
 * were not sent.
 *
 * @param endpoints the two ends of the connection; null: ask the socket
 * @param id the connection's id
 * @param prefix the canonical prefix of the route by which the connection came
 * @param hops handoffs of the present request so far, 0 to 255
 * @param routedNanos when the present request was routed, by CLOCK_MONOTONIC: {@link System#nanoTime} of all processes
 * @param scope what holds for further requests; null counts as {@link Scope#CLOSE}
 * @param tls what is known of TLS that was ended in front
 * @param target what a relay is to do with the connection; null for every other receiver
 */
public record HandoffHeader(
        @Nullable Endpoints endpoints,
        @Nullable ConnectionId id,
        @Nullable String prefix,
        int hops,
        @Nullable Long routedNanos,
        @Nullable Scope scope,
        @Nullable EndedTls tls,
        @Nullable String target) {

    /** The largest message: header and unread octets together. */
    public static final int MESSAGE_SIZE_MAX = 65_536;

    /** The most unread octets that a message carries behind its header. */
    public static final int UNREAD_SIZE_MAX = 60_000;

    /** The largest header that leaves room for all unread octets. */
    public static final int HEADER_SIZE_MAX = MESSAGE_SIZE_MAX - UNREAD_SIZE_MAX;

    /** Makes a header for a receiver that is no relay. */
    public HandoffHeader(
            @Nullable Endpoints endpoints,
            @Nullable ConnectionId id,
            @Nullable String prefix,
            int hops,
            @Nullable Long routedNanos,
            @Nullable Scope scope,
            @Nullable EndedTls tls) {
        this(endpoints, id, prefix, hops, routedNanos, scope, tls, null);
    }

    /** Throws if the hops do not fit into their octet. */
    public HandoffHeader {
        if (hops < 0 || hops > 0xff) {
            throw new IllegalArgumentException("hops are 0 to 255, not " + hops);
        }
    }
}

package org.usher.route;

import java.time.Duration;

/**
 * The limits for connections that have not been handed off: {@code [X-HTTP]} of {@code usher.socket}.
 *
 * @param headTimeout how long a head may take from its first octet to its last, and a connection to its first octet
 * @param headSizeMax octets of a head, request line and blank line included; 1 KiB to 64 KiB
 * @param pendingHeadsMax connections that may wait for their head or the rest of it
 * @param pendingHeadsPerSourceMax as many of these from one IPv4 address or one IPv6 /64
 */
public record Limits(Duration headTimeout, int headSizeMax, int pendingHeadsMax, int pendingHeadsPerSourceMax) {
    /** The most octets of a head that HeadSizeMax= allows. */
    public static final int HEAD_SIZE_MAX = 64 * 1024;

    /** The limits where the unit says nothing. */
    public static final Limits DEFAULT = new Limits(Duration.ofSeconds(10), 16 * 1024, 8192, 256);
}

package org.usher.route;

import java.time.Duration;

/**
 * What connections may use of us at the most: {@code [X-HTTP]} of {@code usher.socket}.
 *
 * @param headTimeout how long a head may take from its first octet to its last, and a connection without any octet
 * @param headSizeMax octets of a head, request line and blank line included; 1 KiB to 64 KiB
 * @param pendingHeadsMax connections that wait for the rest of their head, or for its beginning
 * @param pendingHeadsPerSourceMax of these, those from one IPv4 address or one IPv6 /64
 */
public record Limits(Duration headTimeout, int headSizeMax, int pendingHeadsMax, int pendingHeadsPerSourceMax) {
    /** What holds where the unit says nothing. */
    public static final Limits DEFAULT = new Limits(Duration.ofSeconds(10), 16 * 1024, 8192, 256);
}

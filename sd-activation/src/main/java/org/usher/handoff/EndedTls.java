package org.usher.handoff;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the TLS that a balancer in front of usher has ended: parts that are null were not sent.
 *
 * @param alpn the protocol that was negotiated, such as {@code http/1.1} (RFC 7301)
 * @param authority the host that the client named (SNI)
 * @param ssl how the client's side was secured; null: it spoke plain text
 */
public record EndedTls(@Nullable String alpn, @Nullable String authority, @Nullable SslValue ssl) {
    /** Returns whether the client's side of the connection was TLS: the scheme is https. */
    public boolean isSecure() {
        return ssl != null && ssl.isTls();
    }
}

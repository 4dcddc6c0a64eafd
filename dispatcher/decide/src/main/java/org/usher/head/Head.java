package org.usher.head;

import org.jspecify.annotations.Nullable;

/**
 * What routing needs of a complete request head.
 *
 * @param length octets up to and including the blank line, a skipped empty line before the request line included
 * @param method the method as it was sent: case matters
 * @param target the request target as it was sent; not to be changed
 * @param minorVersion the y of HTTP/1.y, 0 to 9; every other digit than 0 is treated as 1 (RFC 9110 §2.5)
 * @param scheme the scheme of a target in absolute form, lower case; otherwise null
 * @param host the requested host: lower case, no port, no trailing dot, an IPv6 address in brackets and
 *     canonical; null if the request names none, which only HTTP/1.0 may do
 * @param path the path of the target: begins with {@code /}, ends before the first {@code ?}, its escapes are whole and
 *     none is {@code %00}; {@code /} where the target has no path; not to be changed
 * @param hasBody whether a field says that a body follows
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; a copy per access would be garbage on the hot path.
public record Head(
        int length,
        String method,
        byte[] target,
        int minorVersion,
        @Nullable String scheme,
        @Nullable String host,
        byte[] path,
        boolean hasBody)
        implements Scan {}

/**
 * Where messages of HTTP/1 begin and end, and what a relay changes in their heads: pure functions of octets (RFC 9112).
 * Strict: wherever two programs could see different ends, the octets are malformed.
 */
@NullMarked
package org.usher.framing;

import org.jspecify.annotations.NullMarked;

/**
 * The handoff of connections: the wire format, and the app's side of it. An app receives connections, decides which
 * further requests on them are its own, and hands the others back.
 *
 * <p>The bytes of a message are written and read here and nowhere else; {@code PROTOCOL.md} is the specification. A
 * connection has one owner: who received it closes it or hands it back, and never touches it after.
 */
@NullMarked
package org.usher.handoff;

import org.jspecify.annotations.NullMarked;

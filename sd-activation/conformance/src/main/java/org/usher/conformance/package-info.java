/**
 * The conformance kit of the handoff protocol: requests to an app through a running usher, octet by octet on plain sockets,
 * each answer judged by the rule of PROTOCOL.md that it tests. {@link org.usher.conformance.Conformance} is the way in. It
 * sees what a client sees, asks neither usher nor systemd, has no dependency, and every wait of it ends.
 */
@NullMarked
package org.usher.conformance;

import org.jspecify.annotations.NullMarked;

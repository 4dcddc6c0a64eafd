/**
 * The probes of PROTOCOL.md that can be made from outside: requests to an app through a running usher, octet by octet on
 * plain sockets, each judged by the rule that it tests. It asks neither the dispatcher nor systemd, and every wait ends.
 */
@NullMarked
package org.usher.probe;

import org.jspecify.annotations.NullMarked;

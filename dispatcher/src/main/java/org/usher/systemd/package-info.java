/**
 * systemd, asked over the system bus: which socket units are active, which files make them up, and when that changes.
 * It only reads; it never starts, stops or reloads anything.
 *
 * <p>The bus client is our own, since it must answer within the cold start of the dispatcher. Connect and list 20 units
 * in a fresh JVM 17 (SerialGC, C1 only, 2 cores): dbus-java 5.2.0 takes 205 to 345 ms, with an AppCDS archive 205 to
 * 222 ms, of the 40 ms that there are. What this one takes stands at {@link org.usher.systemd.BusConnection}.
 */
@NullMarked
package org.usher.systemd;

import org.jspecify.annotations.NullMarked;

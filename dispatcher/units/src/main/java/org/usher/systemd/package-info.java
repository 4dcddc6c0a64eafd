/**
 * systemd, asked over the system bus: which socket units are active, which files make them up, and when that changes.
 * It only reads; it never starts, stops or reloads anything.
 *
 * <p>The bus client is our own, since it must answer within the cold start of the dispatcher, which leaves it 40 ms.
 * Connecting and listing 20 units in a fresh JVM 17 (SerialGC, C1 only, 2 cores, private dbus-daemon): dbus-java 5.2.0
 * took 205 to 345 ms, with an AppCDS archive 205 to 222 ms, where a bare JVM took 48 to 71 ms; this client, which asks
 * for three properties of each unit besides, took 23 to 58 ms with an archive and 40 to 66 ms without on the same
 * machine under load, where a bare JVM took 160 ms. Over the JDK's own unix channel and selector it took 65 to 110 ms.
 */
@NullMarked
package org.usher.systemd;

import org.jspecify.annotations.NullMarked;

/**
 * Everything across processes: an installed usher on a real systemd, seen from the wire, from {@code /proc} and from what
 * systemd says. A test never looks into a program, and leaves nothing behind on the machine that runs it.
 */
@NullMarked
package org.usher.tests;

import org.jspecify.annotations.NullMarked;

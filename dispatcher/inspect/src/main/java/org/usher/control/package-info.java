/**
 * The Varlink face of the dispatcher: who asks over {@code /run/usher/control} is told how things are.
 *
 * <p>It owns the control connections and no state of the dispatcher, which it sees through
 * {@link org.usher.report.Inspection} alone. It never runs on the loop's thread, and nobody who reads slowly, says
 * nonsense or says nothing holds up anything but his own connection.
 */
@NullMarked
package org.usher.control;

import org.jspecify.annotations.NullMarked;

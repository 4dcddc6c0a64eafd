/**
 * The dispatcher's Varlink service: what clients ask over {@code /run/usher/control}, it answers.
 *
 * <p>It owns the control connections and no state of the dispatcher, which it sees through
 * {@link org.usher.report.Inspection} alone. It never runs on the loop's thread, and a client that reads slowly, sends
 * nonsense or sends nothing delays no connection but its own.
 */
@NullMarked
package org.usher.control;

import org.jspecify.annotations.NullMarked;

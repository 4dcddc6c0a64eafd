/**
 * What the dispatcher reports: {@code Journal} and {@code Counters} decide what is worth an entry or a number and how it
 * is worded; the other types are the way to the log, which is journald's own socket or standard error.
 *
 * <p>Nothing here ever waits for the reader of the log: what it does not take at once is dropped, counted and told later.
 */
@NullMarked
package org.usher.journal;

import org.jspecify.annotations.NullMarked;

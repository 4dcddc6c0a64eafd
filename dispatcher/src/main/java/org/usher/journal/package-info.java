/**
 * The way to the log: entries with fields, and the two places that take them, journald's own socket and standard error.
 *
 * <p>Nothing here ever waits for who reads the log: what it does not take at once is dropped, counted and told later.
 * It decides neither what is worth an entry nor how it is said.
 */
@NullMarked
package org.usher.journal;

import org.jspecify.annotations.NullMarked;

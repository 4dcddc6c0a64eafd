/**
 * What can be asked of a dispatcher, or of a directory of units, and the answers: values that {@code usherctl} prints and
 * Varlink carries, and the one interface that both sides have.
 *
 * <p>Nothing here decides, reads a file or knows a socket.
 */
@NullMarked
package org.usher.report;

import org.jspecify.annotations.NullMarked;

/**
 * Unit files found without a running systemd: the directories in which systemd would look, and the rules by which it
 * would choose. For {@code usherctl}, for {@code usherctl run} and for questions about units that are not active; what
 * is in force never depends on it.
 */
@NullMarked
package org.usher.offline;

import org.jspecify.annotations.NullMarked;

/**
 * Unit files as systemd reads them: which files make up a unit, what stands in them, merged and with specifiers expanded.
 * Only this package reads unit files, and it never changes one; which units count, a {@link org.usher.unit.UnitSource}
 * says. It knows nothing of what our sections mean, and its reading never fails for what a file says.
 */
@NullMarked
package org.usher.unit;

import org.jspecify.annotations.NullMarked;

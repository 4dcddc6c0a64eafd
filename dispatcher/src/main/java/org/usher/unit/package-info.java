/**
 * What unit files declare: claims, settings, listeners, and every mistake with its file and line.
 * Only this package reads unit files, and it never changes one; which of them count, a {@link org.usher.unit.UnitSource}
 * says. It decides nothing about requests, and its reading never fails for what a file says: that is a problem, and the
 * rest counts.
 */
@NullMarked
package org.usher.unit;

import org.jspecify.annotations.NullMarked;

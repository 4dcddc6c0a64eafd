/**
 * The compiled route table and its one search: from a host and a path to a decision. It knows who holds a path, never
 * why: that was decided before the table was made. It reads no file, socket or clock.
 */
@NullMarked
package org.usher.table;

import org.jspecify.annotations.NullMarked;

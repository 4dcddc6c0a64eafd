/**
 * The administrator's own pages, which clients get instead of what usher would say, and the units that are in
 * maintenance because they have one.
 */
@NullMarked
package org.usher.page;

import org.jspecify.annotations.NullMarked;

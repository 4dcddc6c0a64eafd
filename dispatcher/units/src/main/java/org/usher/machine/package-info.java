/**
 * What must be known of the machine beside the unit files themselves. It only looks, and judges nothing.
 */
@NullMarked
package org.usher.machine;

import org.jspecify.annotations.NullMarked;

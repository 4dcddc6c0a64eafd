/** Tables and JSON made from values, as systemctl(1) prints them. Knows nothing of what the values mean. */
@NullMarked
package org.usher.print;

import org.jspecify.annotations.NullMarked;

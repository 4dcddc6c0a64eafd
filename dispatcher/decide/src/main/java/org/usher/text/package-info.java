/**
 * Text that is safe to show: octets from the network and from files, scrubbed and cut before they are printed.
 */
@NullMarked
package org.usher.text;

import org.jspecify.annotations.NullMarked;

/**
 * The reader of URL prefixes: from the text of a unit file or a command to the one canonical spelling. A text that is not
 * a prefix gets one sentence that says why and what to write instead.
 */
@NullMarked
package org.usher.prefix;

import org.jspecify.annotations.NullMarked;

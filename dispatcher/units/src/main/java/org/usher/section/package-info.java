/**
 * The section {@code [X-HTTP]} of a unit: its keys, their values and their defaults, and every line of it that means nothing.
 *
 * <p>Nothing here knows what apps claim: that is the business of {@code org.usher.claim}.
 */
@NullMarked
package org.usher.section;

import org.jspecify.annotations.NullMarked;

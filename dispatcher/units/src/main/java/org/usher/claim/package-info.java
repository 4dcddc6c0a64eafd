/**
 * What {@code [X-HTTP]} sections declare: claims, settings, listeners, and every mistake of one unit with its file and
 * line. It decides nothing about requests, and a mistake stops nothing: the rest counts.
 */
@NullMarked
package org.usher.claim;

import org.jspecify.annotations.NullMarked;

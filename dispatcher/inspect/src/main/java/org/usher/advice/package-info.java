/**
 * What could be better about a unit by itself: who could change its files, what its socket would let others do, settings
 * that lose connections. For {@code check} and for whoever writes units; what is in force never depends on it.
 */
@NullMarked
package org.usher.advice;

import org.jspecify.annotations.NullMarked;

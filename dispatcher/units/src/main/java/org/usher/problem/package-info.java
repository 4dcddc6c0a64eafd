/**
 * Mistakes, in words: what is wrong, where, and what to do about it. It finds none itself.
 */
@NullMarked
package org.usher.problem;

import org.jspecify.annotations.NullMarked;

/**
 * The system calls that usher makes, and the memory they read and write: the only package with native code.
 * It decides no policy: a call that fails returns its errno, and the caller knows what that means.
 */
@NullMarked
package org.usher.posix;

import org.jspecify.annotations.NullMarked;

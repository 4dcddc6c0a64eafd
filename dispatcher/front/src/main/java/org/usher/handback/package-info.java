/**
 * How connections come back from apps: nothing that an app says is believed before it is checked, and whatever it has set
 * in a socket is undone.
 *
 * <p>Everything runs on the thread that may hang: an app can hold the lock of a socket for as long as it likes.
 */
@NullMarked
package org.usher.handback;

import org.jspecify.annotations.NullMarked;

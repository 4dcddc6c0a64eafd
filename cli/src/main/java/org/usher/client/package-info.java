/** The running dispatcher, as seen from another process: its control socket. Reads only what it is answered. */
@NullMarked
package org.usher.client;

import org.jspecify.annotations.NullMarked;

/**
 * What a service tells its supervisor: that it is ready, reloads, stops, is alive (sd_notify(3)).
 *
 * <p>Silent where nobody supervises, so that the same program runs in a terminal; never throws because the supervisor
 * is gone. Begin at {@link org.usher.notify.Supervisor}.
 */
@NullMarked
package org.usher.notify;

import org.jspecify.annotations.NullMarked;

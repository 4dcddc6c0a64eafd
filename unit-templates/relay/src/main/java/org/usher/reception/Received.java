package org.usher.reception;

import org.usher.poll.Due;
import org.usher.poll.Ready;

/** The owner of a client that a program has received, as the client's {@link Reception} sees it. */
public interface Received extends Ready, Due {
    /** Takes no request after the present one. */
    void retire();

    /** Closes, whatever is going on. */
    @Override
    void abandon();
}

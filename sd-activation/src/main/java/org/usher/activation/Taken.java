package org.usher.activation;

import java.util.concurrent.atomic.AtomicBoolean;

/** Whether the sockets of this process have an owner already. */
final class Taken {
    static final AtomicBoolean BY_SOMEBODY = new AtomicBoolean();

    private Taken() {}
}

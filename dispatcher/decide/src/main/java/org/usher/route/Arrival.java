package org.usher.route;

import org.usher.address.IpAddress;

/** Where a connection arrived. */
public interface Arrival {
    /** The {@link Listener#id} of the listener that accepted it. */
    String listenerId();

    /** The address that the client connected to. */
    IpAddress localAddress();

    /** The arrival of a connection that is only supposed, for explanations. */
    record Supposed(Listener listener, IpAddress localAddress) implements Arrival {
        @Override
        public String listenerId() {
            return listener.id();
        }
    }
}

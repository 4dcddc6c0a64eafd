package org.usher.report;

import org.jspecify.annotations.Nullable;
import org.usher.address.IpAddress;

/**
 * A request that might be sent: what decides where it goes. Host and target are {@link RawText} and are judged as a
 * dispatcher would judge them: nothing is normalised, and what no request may hold is refused like any other.
 *
 * @param scheme of the listener: {@code http} or {@code https}
 * @param address the local address on which it arrives, as a literal without brackets
 * @param port the local port on which it arrives, 1 to 65535
 * @param host the Host field exactly as it would be sent; null for a request without one, which is HTTP/1.0
 * @param target the request target exactly as it would be sent
 */
public record Question(String scheme, String address, int port, @Nullable String host, String target) {

    /**
     * Checks what would make it no request at all.
     *
     * @throws IllegalArgumentException with a sentence if the address or the port is none
     */
    public Question {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not between 1 and 65535");
        }
        if (IpAddress.parse(address) == null) {
            throw new IllegalArgumentException("\"" + address + "\" is not an IP address");
        }
    }

    /** The same request on another port. */
    public Question onPort(int other) {
        return new Question(scheme, address, other, host, target);
    }
}

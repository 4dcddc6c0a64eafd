package org.usher.route;

/**
 * A listener as routing sees it.
 *
 * @param scheme {@code http} or {@code https}
 * @param port the port that it stands for: its own, unless its unit names another
 * @param loopbackBound whether it is bound to a loopback address
 */
public record ListenPoint(String scheme, int port, boolean loopbackBound) {}

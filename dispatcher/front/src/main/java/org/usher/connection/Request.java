package org.usher.connection;

import org.jspecify.annotations.Nullable;
import org.usher.route.Route;

/**
 * What a connection asks for, as far as an answer of ours depends on it.
 *
 * @param connection the connection at whose head the request stands
 * @param isHead whether its method is HEAD, so that an answer has no body
 * @param route the route that it takes; null if it has none, or no head was recognised
 */
public record Request(Connection connection, boolean isHead, @Nullable Route route) {}

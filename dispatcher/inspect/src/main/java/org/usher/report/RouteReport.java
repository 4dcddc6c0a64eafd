package org.usher.report;

/**
 * A route as it is shown.
 *
 * @param prefix the canonical prefix
 * @param unit the socket unit that claims it
 * @param mode {@code handoff} or {@code relay}, after {@code files, } where a server of files is asked first
 * @param socket the path of the app's socket
 * @param state {@code routed}, or why requests are refused at present: {@code unsafe-socket}, {@code failed},
 *     {@code offline}, {@code maintenance}
 * @param handed connections handed off by this route since the dispatcher started
 * @param refused requests for this route that were refused since then
 * @param file the unit file or drop-in that holds the claim
 * @param line number of the line in it, from 1
 */
public record RouteReport(
        String prefix,
        String unit,
        String mode,
        String socket,
        String state,
        long handed,
        long refused,
        String file,
        int line) {}

package org.usher.report;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.problem.Problem;

/**
 * A socket unit as usher reads it.
 *
 * @param unit its name
 * @param declares whether it has an {@code [X-HTTP]} section; without one it is none of ours
 * @param state as in {@link RouteReport#state}, or {@code inactive}, or {@code unclaimed} if it claims nothing
 * @param service the service behind it; null if it claims nothing
 * @param mode as in {@link RouteReport#mode}; null if it claims nothing
 * @param socket the path of the socket that connections go to; null if it claims nothing
 * @param lines every line that could matter, in the order in which systemd merges them
 * @param claims the prefixes that its lines come to
 * @param problems what is wrong with it
 */
public record UnitReport(
        String unit,
        boolean declares,
        String state,
        @Nullable String service,
        @Nullable String mode,
        @Nullable String socket,
        List<Line> lines,
        List<ClaimReport> claims,
        List<Problem> problems) {

    /**
     * A line.
     *
     * @param section without brackets
     * @param effect {@code counts}, {@code overridden}, {@code reset}, {@code resets} or {@code unused}
     * @param by the place of the line that overrides it or took it back, as {@code file:line}
     */
    public record Line(
            String section, String key, String value, String file, int line, String effect, @Nullable String by) {}

    /**
     * A claim.
     *
     * @param prefix the canonical prefix, specifiers expanded
     * @param state {@code routed} if it is in force on some listener, {@code lost} if it has lost to another,
     *     {@code unserved} if no listener is for it, {@code inactive} if the unit is
     * @param why it has lost; null if it has not
     */
    public record ClaimReport(String prefix, String file, int line, String state, @Nullable String why) {}
}

package org.usher.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would become of a request, and the steps that lead there.
 *
 * @param outcome {@value #ROUTE}, or the word of a refusal such as {@code UnknownPath}
 * @param status the status of the refusal; null where the app answers
 * @param unit the socket unit that the request goes to, or would if it could be reached
 * @param service the service behind it
 * @param prefix the prefix that decides
 * @param category of that prefix, such as {@code strong} or {@code name}
 * @param state as in {@link RouteReport#state}
 * @param why the steps, in order
 */
public record Explanation(
        String outcome,
        @Nullable Integer status,
        @Nullable String unit,
        @Nullable String service,
        @Nullable String prefix,
        @Nullable String category,
        @Nullable String state,
        List<Step> why) {
    /** The outcome of a request that an app gets. */
    public static final String ROUTE = "route";

    /**
     * One step of the decision.
     *
     * @param step a stable word for programs: {@code head}, {@code claim}, {@code reservation} or
     *     {@code answer}
     * @param rule of a claim or reservation, the word of what became of it, such as {@code wins} or {@code shorter}
     * @param text one sentence
     * @param file the file that the step rests on, if one does
     * @param line number of the line in it, from 1; 0 without one
     */
    public record Step(String step, @Nullable String rule, String text, @Nullable String file, int line) {}

    /** Whether an app gets the request. */
    public boolean routed() {
        return outcome.equals(ROUTE);
    }
}

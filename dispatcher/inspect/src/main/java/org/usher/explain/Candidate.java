package org.usher.explain;

import org.usher.route.Holder;

/**
 * One claim or reservation that has the host and the path of a request.
 *
 * @param holding the claim, as a route even if it is not in force, or the reservation
 * @param rule what became of it
 * @param why the same in words, for this very request
 */
public record Candidate(Holder holding, Rule rule, String why) {}

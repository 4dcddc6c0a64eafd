package org.usher.conformance;

/** A request, and what comes for it on a connection of its own. */
record Usual(ProbeRequest request, Reply reply) {
    /** Whether both requests go to one place. */
    boolean isBeside(Usual other) {
        return request.target().equals(other.request.target()) && request.host().equals(other.request.host());
    }
}

package org.usher.handoff;

import org.jspecify.annotations.Nullable;

/**
 * The rule by which the further requests of one connection are decided, each before anything is done for it (PROTOCOL.md,
 * rules 9 to 13). A pure function: the caller says what time it is.
 *
 * @param scope what the handoff said
 * @param prefix the route's prefix, null if the handoff named none
 * @param firstHost the Host field of the first request as it came, octet by octet; null if it had none
 * @param routedNanos when the connection was routed, by System.nanoTime; null if the handoff did not say
 */
public record FurtherRequests(
        Scope scope, @Nullable String prefix, @Nullable String firstHost, @Nullable Long routedNanos) {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** What else than letters and digits may stand in a path that we decide ourselves (PROTOCOL.md, rule 11). */
    private static final String PATH_MARKS = "-._~!$&'()*+,=:@/";

    /**
     * Decides a further request. One for another host should go back unread ({@link LookAhead}): octets that an app has read
     * reach apps of the first host only, and for every other host the dispatcher answers 421.
     *
     * @param target the request target as it came
     * @param host the Host field as it came, null if there is not exactly one
     * @param nowNanos System.nanoTime
     */
    public Verdict decide(String target, @Nullable String host, long nowNanos) {
        if (scope.kind() == Scope.Kind.CLOSE) {
            return Verdict.CLOSE;
        }
        boolean leased = isLeased(nowNanos);
        if (leased && scope.kind() == Scope.Kind.CONNECTION) {
            return Verdict.MINE;
        }
        boolean sameHost = host != null && host.equals(firstHost);
        boolean mine = leased && scope.kind() == Scope.Kind.PREFIX && sameHost && isInside(target);
        return mine ? Verdict.MINE : Verdict.HAND_BACK;
    }

    /** Returns whether the lease lasts. A moment to come is one of another clock, and says nothing. */
    private boolean isLeased(long nowNanos) {
        if (routedNanos == null) {
            return false;
        }
        long age = nowNanos - routedNanos;
        return age >= 0 && age < scope.leaseSeconds() * NANOS_PER_SECOND;
    }

    private boolean isInside(String target) {
        String inside = prefix == null ? null : pathOf(prefix);
        int query = target.indexOf('?');
        int end = query < 0 ? target.length() : query;
        if (inside == null || !isPlain(target, end) || !isAtOrBelow(target, end, inside)) {
            return false;
        }
        for (String except : scope.excepts()) {
            if (isAtOrBelow(target, end, except)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether every program reads the path of {@code target}, which goes to {@code end}, alike. */
    private static boolean isPlain(String target, int end) {
        if (!target.startsWith("/")) {
            return false;
        }
        int dots = 0; // those of which the present segment consists so far; -1 if it has anything else
        for (int i = 1; i < end; i++) {
            char c = target.charAt(i);
            if (c == '/' ? target.charAt(i - 1) == '/' || dots == 1 || dots == 2 : !isPathCharacter(c)) {
                return false;
            }
            dots = c == '/' ? 0 : c == '.' && dots >= 0 ? dots + 1 : -1;
        }
        return dots != 1 && dots != 2;
    }

    private static boolean isPathCharacter(char c) {
        boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        return letterOrDigit || PATH_MARKS.indexOf(c) >= 0;
    }

    /** Returns whether the path of {@code target} is {@code outer} or below it, whole segments, a slash at the end or not. */
    private static boolean isAtOrBelow(String target, int end, String outer) {
        int length = outer.endsWith("/") ? outer.length() - 1 : outer.length();
        return end >= length
                && target.regionMatches(0, outer, 0, length)
                && (end == length || target.charAt(length) == '/');
    }

    /** Returns the path of a canonical prefix, null if it has none: what follows {@code scheme://host:port}. */
    private static @Nullable String pathOf(String prefix) {
        int authority = prefix.startsWith("//") ? 0 : prefix.indexOf("://");
        if (authority < 0) {
            return prefix.startsWith("/") ? prefix : null;
        }
        int path = prefix.indexOf('/', prefix.indexOf("//", authority) + 2);
        return path < 0 ? null : prefix.substring(path);
    }
}

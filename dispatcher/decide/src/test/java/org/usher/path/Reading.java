package org.usher.path;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One way in which a program may read a path: steps that it takes one after the other, each a rewriting of the text. What
 * programs do differs in which steps they take and in what order.
 */
record Reading(List<Step> steps) {
    /** A slash and a backslash that a program has decoded and does not take for a separator. */
    private static final char SLASH_IN_NAME = '\ue000';

    private static final char BACKSLASH_IN_NAME = '\ue001';

    /** Steps of which a reading may take any, in any order; it decodes at least once. */
    private static final List<Step> OPTIONAL = List.of(
            Step.DECODE,
            Step.DECODE_NAMES,
            Step.BACKSLASH,
            Step.BACKSLASH,
            Step.CUT_PARAMETERS,
            Step.CUT_PARAMETERS,
            Step.COLLAPSE,
            Step.COLLAPSE,
            Step.DOTS,
            Step.DOTS);

    enum Step {
        /** {@code %XX} is an octet; an escaped slash separates, and an escaped backslash is like one that is not escaped. */
        DECODE(PathReference::decodeOnce),
        /** {@code %XX} is an octet; escaped slashes and backslashes belong to a name. */
        DECODE_NAMES(Reading::decodedNames),
        /** {@code \} separates. */
        BACKSLASH(path -> path.replace('\\', '/')),
        /** What follows a {@code ;} in a part is no part of the path. */
        CUT_PARAMETERS(path -> path.replaceAll("(?s);[^/]*", "")),
        /** Empty parts are none. */
        COLLAPSE(path -> path.replaceAll("/{2,}", "/")),
        /** {@code .} and {@code ..} are resolved (RFC 3986 §5.2.4). */
        DOTS(Reading::withoutDots),
        /** What follows two slashes at the beginning, escaped or not, is an authority, up to the next slash as sent. */
        AUTHORITY(Reading::withoutAuthority),
        /** The same, up to the next slash or backslash, however it is spelled. */
        SHORT_AUTHORITY(Reading::withoutShortAuthority);

        @SuppressWarnings("ImmutableEnumChecker") // A function that keeps nothing.
        private final UnaryOperator<String> rewriting;

        Step(UnaryOperator<String> rewriting) {
            this.rewriting = rewriting;
        }
    }

    /** One of the population: any of the steps, in any order; it decodes at least once. */
    static Reading random(Random random) {
        List<Step> steps = new ArrayList<>();
        for (Step step : OPTIONAL) {
            if (random.nextBoolean()) {
                steps.add(step);
            }
        }
        steps.add(random.nextBoolean() ? Step.DECODE : Step.DECODE_NAMES);
        Collections.shuffle(steps, random);
        if (random.nextInt(3) == 0) {
            steps.add(0, random.nextBoolean() ? Step.AUTHORITY : Step.SHORT_AUTHORITY);
        }
        return new Reading(List.copyOf(steps));
    }

    /** The claim that this reading of a path leads to, if any: the longest, segment by segment. */
    @Nullable
    String claim(Set<String> claims, String path) {
        String read = path;
        for (Step step : steps) {
            read = rooted(step.rewriting.apply(read));
        }
        StringBuilder prefix = new StringBuilder("/");
        Map<String, String> byName =
                claims.stream().collect(Collectors.toMap(PathReference::decodeOnce, claim -> claim));
        String found = byName.get("/");
        for (String name : read.substring(1).split("/", -1)) {
            prefix.append(name).append('/');
            found = byName.getOrDefault(prefix.toString(), found);
        }
        return found;
    }

    private static String rooted(String path) {
        return path.startsWith("/") ? path : "/" + path;
    }

    private static String withoutAuthority(String path) {
        String[] parts = path.substring(1).split("/", -1);
        String first = PathReference.decodeAll(parts[0]);
        int taken = first.isEmpty() ? 2 : first.matches("(?s)[/\\\\].*") ? 1 : 0;
        return "/" + Stream.of(parts).skip(taken).collect(Collectors.joining("/"));
    }

    private static String withoutShortAuthority(String path) {
        String read = PathReference.decodeAll(path).replace('\\', '/');
        return read.startsWith("//") ? read.substring(2).replaceFirst("(?s)^[^/]*", "") : path;
    }

    private static String decodedNames(String path) {
        return Arrays.stream(path.split("/", -1))
                .map(part -> Stream.of(part.split("\\\\", -1))
                        .map(piece -> PathReference.decodeOnce(piece)
                                .replace('/', SLASH_IN_NAME)
                                .replace('\\', BACKSLASH_IN_NAME))
                        .collect(Collectors.joining("\\")))
                .collect(Collectors.joining("/"));
    }

    private static String withoutDots(String path) {
        Deque<String> kept = new ArrayDeque<>();
        String[] parts = path.substring(1).split("/", -1);
        for (int k = 0; k < parts.length; k++) {
            boolean dots = parts[k].equals(".") || parts[k].equals("..");
            if (parts[k].equals("..")) {
                kept.pollLast();
            }
            if (!dots) {
                kept.addLast(parts[k]);
            } else if (k == parts.length - 1) {
                kept.addLast("");
            }
        }
        return "/" + String.join("/", kept);
    }
}

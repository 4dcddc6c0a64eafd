package org.usher.head;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.usher.address.IpAddress;
import org.usher.head.Scan.Malformed;
import org.usher.head.Verdict.Word;
import org.usher.text.Printable;

/**
 * The differences between our verdicts on heads and those of another parser, by kinds. A kind is our sentence where we
 * refuse and it takes, else what differs.
 */
final class Differences {
    private static final int LIMIT = 8 * 1024;

    /** One for each place where a head can break off. */
    private static final List<String> COMPLETIONS = List.of(
            "\r\n\r\n",
            "\n\r\n",
            "Host: a\r\n\r\n",
            "\r\nHost: a\r\n\r\n",
            "\nHost: a\r\n\r\n",
            "a\r\n\r\n",
            "a: b\r\nHost: a\r\n\r\n",
            "1\r\nHost: a\r\n\r\n",
            "HTTP/1.1\r\nHost: a\r\n\r\n",
            " HTTP/1.1\r\nHost: a\r\n\r\n",
            "x HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n");

    private final Function<byte[], Verdict> other;
    private final Set<String> listed;

    /** Differences to {@code other}, of which a table lists all kinds: kind, example and reason in a line. */
    Differences(Function<byte[], Verdict> other, String table) {
        this.other = other;
        this.listed = table.lines().map(line -> line.split(" => ", -1)[0]).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns whether we take a head from these octets. */
    static boolean areTaken(byte[] octets) {
        return new HeadScanner(LIMIT).scan(octets, octets.length) instanceof Head;
    }

    /** Fails unless the verdicts on these octets agree, or differ in a way that is listed. */
    void assertListed(byte[] octets) {
        String kind = kind(octets);
        assertTrue(kind == null || listed.contains(kind), () -> kind + ": " + Printable.of(octets, 0, octets.length));
    }

    /** Fails unless an example is of the kind that it is listed for. */
    void assertOccurs(String kind, String example, String reason) {
        assertEquals(kind, kind(AwkwardHeads.octets(example)), reason);
    }

    /** The kind of the difference; null if there is none. */
    @Nullable
    String kind(byte[] octets) {
        Scan ours = new HeadScanner(LIMIT).scan(octets, octets.length);
        Verdict theirs = other.apply(octets);
        if (ours instanceof Head head) {
            return theirs.word() == Word.TAKES ? kind(head, theirs) : "not refused, but " + theirs.reason();
        }
        if (ours instanceof Malformed malformed) {
            boolean taken = theirs.word() == Word.TAKES || (theirs.word() == Word.WAITS && takesCompleted(octets));
            return taken ? sentence(malformed) : null;
        }
        return theirs.word() == Word.REFUSES ? "not refused, but " + theirs.reason() : null;
    }

    /** What is said of any head with the same fault. */
    private static String sentence(Malformed malformed) {
        return malformed
                .detail()
                .replaceAll("(?s)\".*\"", "…")
                .replaceAll("names [^ ]+, the Host field .*\\.$", "names …, the Host field ….")
                .replaceAll("0x[0-9a-f]{2}", "…")
                .replaceAll("[0-9]+", "N");
    }

    /** We refuse at the octet that settles it, others at the end of the line or of the head: they get one. */
    private boolean takesCompleted(byte[] octets) {
        return COMPLETIONS.stream()
                .map(completion -> (new String(octets, ISO_8859_1) + completion).getBytes(ISO_8859_1))
                .anyMatch(head -> other.apply(head).word() == Word.TAKES);
    }

    private static @Nullable String kind(Head ours, Verdict theirs) {
        if (ours.length() != theirs.length()) {
            return "another length";
        }
        if (!ours.method().equals(theirs.method())) {
            return "another method";
        }
        String target = new String(ours.target(), ISO_8859_1);
        if (!target.equals(theirs.target())) {
            boolean ascii = target.chars().allMatch(c -> c < 0x80);
            return ascii ? "another target" : "another target: octets that are no ASCII";
        }
        if (Objects.equals(ours.host(), theirs.host())) {
            return null;
        }
        if (theirs.host() == null) {
            return "another host: that of the target alone";
        }
        if (isSameAddress(ours.host(), theirs.host())) {
            return "another host: an address spelled otherwise";
        }
        return (ours.host() + ".").equals(theirs.host()) ? "another host: a trailing dot" : "another host";
    }

    private static boolean isSameAddress(@Nullable String ours, String theirs) {
        IpAddress address = IpAddress.parse(theirs.replaceAll("[\\[\\]]", ""));
        return address != null && address.inUrl().equals(ours);
    }
}

package org.usher.explain;

import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.usher.precedence.HostPolicy;
import org.usher.precedence.TableBuilder;
import org.usher.report.Explanation;
import org.usher.route.Arrival;
import org.usher.route.Claim;
import org.usher.route.Listener;
import org.usher.route.Reservation;
import org.usher.table.Samples;
import org.usher.table.Trail;

/** Claims are written as {@code unit prefix}, reservations as {@code prefix unit}, units without their type. */
class ClaimantsTest {
    private List<String> claimed = List.of();
    private List<String> reserved = List.of();
    private List<String> inactive = List.of();
    private Listener point = Samples.PORT_80;

    private ClaimantsTest claimed(String... claims) {
        claimed = List.of(claims);
        return this;
    }

    private ClaimantsTest reserved(String... reservations) {
        reserved = List.of(reservations);
        return this;
    }

    private List<String> of(@Nullable String host, String path) {
        List<Claim> claims = claims(claimed);
        List<Reservation> reservations = reserved.stream()
                .map(text -> Samples.reservation(text + ".socket"))
                .toList();
        TableBuilder.Built table =
                TableBuilder.build(claims, reservations, List.of(point), new HostPolicy(List.of(), Map.of(), false));
        Arrival.Supposed arrival = Samples.arrival(point, "127.0.0.1");
        byte[] octets = Samples.octets(path);
        Trail trail = new Trail();
        table.table().search(arrival, host, octets, trail);
        return new Claimants(arrival, host, octets, trail, table.lost())
                        .steps(
                                claims.stream().collect(groupingBy(claim -> claim.prefix()
                                        .host())),
                                reservations,
                                claims(inactive))
                        .stream()
                        .map(ClaimantsTest::shown)
                        .toList();
    }

    private static String shown(Explanation.Step step) {
        String text = step.text()
                .replaceFirst("^A reservation keeps ", "reservation ")
                .replaceFirst("\\.socket claims ", " ");
        return text.replaceFirst("^(\\S+ \\S+).*$", "$1 ") + step.rule();
    }

    private static List<Claim> claims(List<String> texts) {
        return texts.stream()
                .map(text -> Samples.claim(text.replace(" ", ".socket ")))
                .toList();
    }

    @Test
    void everyOneIsListedInTheOrderOfTheSearchWithTheRuleThatBeatIt() {
        claimed(
                "strong http://+:80/a/b/c/d/",
                "in //h.d.e/a/b/",
                "late //h.d.e/a/b/",
                "out //h.d.e/",
                "near //*.d.e/a/",
                "far //*.e/",
                "address http://127.0.0.1:80/",
                "elsewhere http://192.0.2.1:80/",
                "weak /a/",
                "beside //h.d.e/c/",
                "other //o/a/");
        assertEquals(
                List.of(
                        "in //h.d.e/a/b/ wins",
                        "late //h.d.e/a/b/ conflict",
                        "out //h.d.e/ shorter",
                        "near //*.d.e/a/ category",
                        "far //*.e/ category",
                        "address http://127.0.0.1:80/ category",
                        "weak /a/ category"),
                of("h.d.e", "/a/b/c"));
    }

    @Test
    void longerPathOfLowerCategoryLosesAndShorterOneOfHigherCategoryWins() {
        assertEquals(
                List.of("strong http://+:80/ wins", "weak /a/b/ category"),
                claimed("weak /a/b/", "strong http://+:80/").of("h", "/a/b/c"));
    }

    @Test
    void longerDomainGoesFirst() {
        assertEquals(
                List.of("near //*.d.e/ wins", "far //*.e/a/ category"),
                claimed("far //*.e/a/", "near //*.d.e/").of("h.d.e", "/a/"));
    }

    @Test
    void claimForAnotherPortOrSchemeIsNamed() {
        assertEquals(
                List.of("tls https://h:443/ listener", "port http://h:81/ listener", "weak / wins"),
                claimed("tls https://h:443/", "port http://h:81/", "weak /").of("h", "/"));
    }

    @Test
    void reservationKeepsItsPrefixForOthers() {
        reserved("//h/a/ alice");
        assertEquals(
                List.of("bob //h/a/b/ reservation", "reservation //h/a/ wins", "weak / category"),
                claimed("bob //h/a/b/", "weak /").of("h", "/a/b/c"));
        assertEquals(List.of("weak / wins"), of("h", "/"));
    }

    @Test
    void reservationThatIsClaimedIsNamedBesideItsHolder() {
        reserved("//h/a/ alice");
        assertEquals(
                List.of("alice //h/a/ wins", "bob //h/a/ reservation", "reservation //h/a/ reservation"),
                claimed("alice //h/a/", "bob //h/a/").of("h", "/a/"));
    }

    @Test
    void claimsOfOthersAreNotMixedUp() {
        reserved("//h/a/ alice");
        assertEquals(List.of("reservation //h/a/ wins"), claimed("bob //h/a/b/").of("h", "/a/x"));
    }

    @Test
    void weakWildcardThatDoesNotAnswerIsNamed() {
        point = Samples.LOOPBACK_80;
        assertEquals(List.of("weak / host"), claimed("weak /").of("evil.example", "/"));
        assertEquals(List.of("weak / wins"), of("localhost", "/"));
        assertEquals(List.of("weak / wins"), of(null, "/"));
    }

    @Test
    void ambiguousPathHasNoWinner() {
        assertEquals(
                List.of("in //h/a/ ambiguous", "weak / category"),
                claimed("in //h/a/", "weak /", "beside //h/c/").of("h", "/a/..%2fc"));
    }

    @Test
    void inactiveUnitsAreNamedLast() {
        inactive = List.of("asleep /a/b/", "far http://h:81/");
        assertEquals(
                List.of("weak /a/ wins", "far http://h:81/ listener", "asleep /a/b/ inactive"),
                claimed("weak /a/").of("h", "/a/b/c"));
    }

    @Test
    void unitThatClaimsOnePlaceTwiceIsNamedTwice() {
        assertEquals(
                List.of("app http://*:80/a/ wins", "app /a/ conflict"),
                claimed("app /a/", "app http://*:80/a/").of("h", "/a/"));
    }

    @Test
    void hostThatSpellsAnAddressIsNoAddress() {
        assertEquals(List.of(), claimed("address http://192.0.2.1:80/").of("192.0.2.1", "/"));
    }
}

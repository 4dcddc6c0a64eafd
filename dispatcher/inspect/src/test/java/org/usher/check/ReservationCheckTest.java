package org.usher.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.usher.precedence.HostPolicy;
import org.usher.precedence.TableBuilder;
import org.usher.prefix.PrefixException;
import org.usher.prefix.PrefixReader;
import org.usher.problem.Fixes;
import org.usher.problem.Problem;
import org.usher.route.App;
import org.usher.route.Claim;
import org.usher.route.Listener;
import org.usher.route.Reservation;

class ReservationCheckTest {
    private static final List<Listener> POINTS =
            List.of(new Listener("http", 80, false), new Listener("http", 8080, false));

    private final List<Claim> claims = new ArrayList<>();
    private final List<Reservation> reservations = new ArrayList<>();
    private final Set<String> installed = new TreeSet<>();

    private ReservationCheckTest claim(String unit, String prefix) throws PrefixException {
        App app = new App(
                unit, App.serviceOf(unit), null, Path.of("/run/x"), null, Duration.ofSeconds(1), 1, true, false);
        claims.add(new Claim(PrefixReader.parse(prefix), app, Path.of("/etc", unit), 7));
        return this;
    }

    private ReservationCheckTest reserve(String prefix, String... units) throws PrefixException {
        Path file = Path.of("/etc/usher/reservations.d/r.conf");
        reservations.add(
                new Reservation(PrefixReader.parse(prefix), List.of(units), file, 2 + 3 * reservations.size()));
        return this;
    }

    private List<Problem> problems() {
        TableBuilder.Built table =
                TableBuilder.build(claims, reservations, POINTS, new HostPolicy(List.of(), Map.of(), false));
        Set<String> active = new TreeSet<>();
        claims.forEach(claim -> active.add(claim.app().unit()));
        List<Problem> problems = ReservationCheck.problems(reservations, table.table(), active, () -> installed);
        Fixes.assertPasteable(problems);
        return problems;
    }

    private List<String> ids() {
        return problems().stream()
                .map(problem -> problem.id() + ":" + problem.line())
                .toList();
    }

    @Test
    void reservationThatItsUnitHoldsIsNoProblem() throws PrefixException {
        claim("wiki.socket", "//wiki.example/").claim("blog.socket", "/").reserve("//wiki.example/", "wiki.socket");
        assertEquals(List.of(), ids());
    }

    @Test
    void reservationOfAWholePortShadowsAllOfItsRoutes() throws PrefixException {
        claim("a.socket", "/a/").claim("b.socket", "//b.example/").claim("c.socket", "http://c.example:8080/");
        installed.add("admin.socket");
        reserve("http://+:80/", "admin.socket");
        assertEquals(List.of("reservation-shadows:2", "reserved-unclaimed:2"), ids());
        Problem shadows = problems().get(0);
        assertEquals(
                "the reservation of http://+:80/ shadows 2 routes, such as /a/ of a.socket: their requests get 503"
                        + " Reserved; reserve another host or path, or remove the reservation",
                shadows.text());
        assertEquals("usherctl unreserve http://+:80/", shadows.fix());
        assertEquals(Problem.Severity.WARNING, shadows.severity());
    }

    @Test
    void reservationThatTakesAPartOfARouteShadowsItNot() throws PrefixException {
        claim("a.socket", "/").reserve("/kept/");
        assertEquals(List.of("reserved-unclaimed:2"), ids());
        assertTrue(problems().get(0).text().contains("is reserved for no unit and not claimed"));
        assertEquals(Problem.Severity.NOTE, problems().get(0).severity());
    }

    @Test
    void patternThatMatchesNoUnitIsNamedOnceForItsFile() throws PrefixException {
        claim("alice-blog.socket", "/alice/");
        installed.addAll(Set.of("alice-wiki.socket", "site@.socket"));
        reserve("/alice/", "alice-*.socket", "alcie-*.socket").reserve("/b/", "alcie-*.socket", "alice-wiki.socket");
        reserve("/s/", "site@bob.socket", "site@*.socket", "other@bob.socket");
        assertEquals(
                List.of(
                        "reservation-matches-no-unit:2",
                        "reserved-unclaimed:5",
                        "reservation-matches-no-unit:8",
                        "reserved-unclaimed:8"),
                ids());
        assertTrue(problems().get(2).text().startsWith("Unit=other@bob.socket of the reservation of /s/"));
    }

    @Test
    void nameThatIsAlmostThatOfAUnitIsReservedForByTheRemedy() throws PrefixException {
        installed.addAll(Set.of("wiki.socket"));
        reserve("/w/", "wki.socket").reserve("/x/", "nobody.socket").reserve("/y/", "wki.socket", "y.socket");
        List<String> fixes = problems().stream()
                .filter(problem -> problem.id().equals("reservation-matches-no-unit"))
                .map(problem -> String.valueOf(problem.fix()))
                .toList();
        String mends = "usherctl unreserve /w/ && usherctl reserve /w/ --unit wiki.socket";
        assertEquals(mends, fixes.get(0));
        assertEquals(Set.of("null"), Set.copyOf(fixes.subList(1, fixes.size())));
    }

    @Test
    void installedUnitsAreLookedUpOnlyWhereActiveOnesDoNotMatch() throws PrefixException {
        claim("wiki.socket", "/wiki/").reserve("/wiki/", "wiki.socket");
        TableBuilder.Built table =
                TableBuilder.build(claims, reservations, POINTS, new HostPolicy(List.of(), Map.of(), false));
        ReservationCheck.problems(reservations, table.table(), Set.of("wiki.socket"), () -> {
            throw new AssertionError("nobody needs it");
        });
    }
}

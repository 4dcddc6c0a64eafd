package org.usher.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.claim.UnitClaims;
import org.usher.offline.UnitPath;
import org.usher.precedence.HostPolicy;
import org.usher.problem.Problem;
import org.usher.report.Explanation;
import org.usher.report.Question;
import org.usher.report.ReservationReport;
import org.usher.report.RouteReport;
import org.usher.reservation.ReservationPath;
import org.usher.reservation.Reservations;
import org.usher.route.Listener;

/** Of two installed apps, /wiki/ is active and /blog/ is not; a third one claims /wiki/, too. */
class SituationTest {
    private static final List<Listener> PORT_80 = List.of(new Listener("http", 80, false));

    @TempDir
    private Path directory = Path.of("/nowhere");

    private Path active = directory;
    private Path installed = directory;

    @BeforeEach
    void writeUnits() throws IOException {
        active = Files.createDirectory(directory.resolve("active"));
        installed = Files.createDirectory(directory.resolve("installed"));
        app(active, "wiki", "/wiki/");
        app(active, "zwiki", "/wiki/");
        app(installed, "wiki", "/wiki/");
        app(installed, "blog", "/blog/");
    }

    private static void app(Path directory, String name, String prefix) throws IOException {
        Files.writeString(
                directory.resolve(name + ".socket"),
                """
                [Socket]
                ListenDatagram=/run/usher/apps/%s.sock
                SocketMode=0600
                [X-HTTP]
                Prefix=%s
                Colour=red
                """
                        .formatted(name, prefix));
    }

    private Situation situation() throws IOException {
        UnitClaims declarations = UnitClaims.read(UnitPath.directory(active));
        UnitPath here = UnitPath.search(List.of(installed));
        return Situation.of(
                declarations,
                Reservations.read(ReservationPath.beside(directory)),
                PORT_80,
                new HostPolicy(List.of(), Map.of(), false),
                new InstalledUnits(here::socketNames, here));
    }

    private static Question question(String target) {
        return new Question("http", "127.0.0.1", 80, "localhost", target);
    }

    @Test
    void routesHaveTheirCountsAndTheirPlace() throws IOException {
        List<RouteReport> routes = situation().routes(route -> 7, route -> 1);
        assertEquals(
                List.of(new RouteReport(
                        "/wiki/",
                        "wiki.socket",
                        "handoff",
                        "/run/usher/apps/wiki.sock",
                        "routed",
                        7,
                        1,
                        active + "/wiki.socket",
                        5)),
                routes);
    }

    @Test
    void appThatListensForStreamsIsShownWhereItListens() throws IOException {
        Path unit = active.resolve("stream.socket");
        Files.writeString(unit, "[Socket]\nListenStream=/run/stream.sock\n[X-HTTP]\nPrefix=/stream/\n");
        RouteReport route = situation().routes(any -> 0, any -> 0).stream()
                .filter(each -> each.unit().equals("stream.socket"))
                .findFirst()
                .orElseThrow();
        assertEquals("relay /run/stream.sock", route.mode() + " " + route.socket());
    }

    @Test
    void filesThatAreServedBeforeTheAppAreNamed() throws IOException {
        Path unit = active.resolve("files.socket");
        Files.writeString(
                unit, "[Socket]\nListenDatagram=/run/files.sock\n[X-HTTP]\nPrefix=/files/\nStatic=/srv/files\n");
        RouteReport route = situation().routes(any -> 0, any -> 0).stream()
                .filter(each -> each.unit().equals("files.socket"))
                .findFirst()
                .orElseThrow();
        assertEquals("files, handoff /run/files.sock", route.mode() + " " + route.socket());
        List<Explanation.Step> steps = situation().explain(question("/files/x")).why();
        assertEquals(
                "It goes to files.socket, if there is no file for it in /srv/files, which is asked first.",
                steps.get(steps.size() - 1).text());
    }

    @Test
    void problemsOfUnitsAndBetweenThemAreListed() throws IOException {
        List<String> ids = situation().problems().stream().map(Problem::id).toList();
        assertTrue(ids.contains("unknown-key") && ids.contains("conflict-undecided"), ids.toString());
    }

    @Test
    void notesAreNoMistakes() throws IOException {
        Path file = Files.createDirectory(directory.resolve("reservations.d")).resolve("a.conf");
        Files.writeString(file, "[Reservation]\nPrefix=/x/\nUnit=wiki.socket\n");
        List<Problem> notes = new ArrayList<>(situation().problems());
        notes.removeAll(situation().mistakes());
        assertEquals(
                List.of("reserved-unclaimed"), notes.stream().map(Problem::id).toList());
    }

    @Test
    void inactiveUnitThatClaimsThePathIsNamed() throws IOException {
        Explanation explanation = situation().explain(question("/blog/x"));
        assertEquals("UnknownPath", explanation.outcome());
        assertEquals(
                List.of(new Explanation.Step(
                        "claim",
                        "inactive",
                        "blog.socket claims /blog/ but is inactive: systemctl enable --now blog.socket",
                        installed + "/blog.socket",
                        5)),
                explanation.why().stream()
                        .filter(step -> "inactive".equals(step.rule()))
                        .toList());
    }

    @Test
    void reservationsAreShownWithWhoHoldsThem() throws IOException {
        Path file = Files.createDirectory(directory.resolve("reservations.d")).resolve("a.conf");
        Files.writeString(
                file,
                """
                [Reservation]
                Prefix=/blog/ /wiki/
                Unit=wiki.socket blog.socket
                """);
        assertEquals(
                List.of(
                        new ReservationReport("/blog/", "wiki.socket blog.socket", null, file.toString(), 2),
                        new ReservationReport("/wiki/", "wiki.socket blog.socket", "wiki.socket", file.toString(), 2)),
                situation().reservationReports());
    }

    @Test
    void problemsOfReservationsAreListed() throws IOException {
        Path file = Files.createDirectory(directory.resolve("reservations.d")).resolve("a.conf");
        Files.writeString(
                file,
                "[Reservation]\nPrefix=/x/ /y\\/\nUnit=blog.socket nobody.socket\n[Reservation]\nPrefix=/wiki/\n");
        List<String> ids = situation().problems().stream()
                .filter(problem -> file.toString().equals(problem.file()))
                .map(problem -> problem.id() + ":" + problem.line())
                .toList();
        assertEquals(
                List.of(
                        "bad-prefix:2",
                        "reservation-matches-no-unit:2",
                        "reserved-unclaimed:2",
                        "reserved-unclaimed:5"),
                ids);
    }

    @Test
    void claimThatLostIsNamedBesideTheWinner() throws IOException {
        Explanation explanation = situation().explain(question("/wiki/x"));
        assertEquals("wiki.socket", explanation.unit());
        List<String> files = explanation.why().stream()
                .map(step -> String.valueOf(step.file()))
                .toList();
        assertTrue(files.contains(active + "/zwiki.socket"), files.toString());
    }

    @Test
    void portThatNobodyListensOnHasNoApp() throws IOException {
        Question elsewhere = new Question("http", "127.0.0.1", 81, "localhost", "/wiki/");
        assertEquals(421, situation().explain(elsewhere).status());
    }

    /** What the very scanner of the dispatcher says of octets that no request may hold. */
    @ParameterizedTest
    @CsvSource({
        "localhost, /wiki/\\xff\\xe4, route",
        "localhost, /wiki/\u00e4, route",
        "localhost, /wiki/\\x00, BadRequest",
        "localhost, /wiki/\\x0d, BadRequest",
        "localhost, /wiki/\\x20x, BadRequest",
        "localhost, '', BadRequest",
        "localhost, '/wiki/ HTTP/1.1\\x0d\\x0aX: y', BadRequest",
        "local\\xe4host, /wiki/, BadHost",
        "'localhost\\x0d\\x0aX: y', /wiki/, BadRequest",
        "'', /wiki/, MissingHost"
    })
    void octetsAreJudgedAsTheyWouldBeSent(String host, String target, String outcome) throws IOException {
        Question question = new Question("http", "127.0.0.1", 80, host, target);
        assertEquals(outcome, situation().explain(question).outcome());
    }
}

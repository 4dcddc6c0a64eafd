package org.usher.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.usher.cli.UsherCtl;
import org.usher.offline.UnitPath;
import org.usher.report.Explanation;
import org.usher.report.FixedInspection;
import org.usher.report.Inspection;
import org.usher.report.Question;
import org.usher.reservation.Reservations;

/** Many questions at once, about the units of a directory and of a running dispatcher that has read the same ones. */
class BatchTest {
    @TempDir
    private Path directory = Path.of("/nowhere");

    private final Console console = new Console();

    @BeforeEach
    void writeUnits() throws IOException {
        new UnitDirectory(directory).withApp("wiki", "/wiki/ //wiki.example/").withApp("blog", "/blog/");
    }

    /** How questions are answered. */
    enum Way {
        OFFLINE,
        LIVE
    }

    private int explain(Way way, String lines, String... options) throws IOException {
        if (way == Way.OFFLINE) {
            return explain(Path.of("/nowhere"), lines, options, "--unit-path", directory.toString(), "-");
        }
        try (ControlSocket socket = new ControlSocket(dispatcherOf(directory))) {
            return explain(socket.path(), lines, options, "-");
        }
    }

    private int explain(Path socket, String lines, String[] options, String... words) {
        Environment environment = console.typing(lines).environment(socket);
        Stream<String> arguments = Stream.concat(Stream.of(options), Stream.of(words));
        return UsherCtl.execute(
                environment, Stream.concat(Stream.of("explain"), arguments).toArray(String[]::new));
    }

    private List<String> outcomes() {
        return console.out()
                .lines()
                .map(line -> line.replaceFirst("^\\{\"(?:outcome|line)\":\"?([^\",]+).*", "$1"))
                .toList();
    }

    static Stream<Way> ways() {
        return Stream.of(Way.values());
    }

    @ParameterizedTest
    @MethodSource("ways")
    void everyLineHasItsAnswerInOrder(Way way) throws IOException {
        String lines =
                """
                http://localhost/wiki/x
                wiki.example\t127.0.0.1:80\t/x
                (none)\t[::1]:80\t/wiki/
                \t127.0.0.1:80\t/wiki/
                localhost\t127.0.0.1:80\t/wiki/..\\x5cblog
                localhost\t127.0.0.1:80\t/wiki/\\xff
                localhost\t127.0.0.1:80\t/wiki/\u00ff
                localhost\t127.0.0.1:80\t/wiki/\\x00
                no URL

                localhost\t/wiki/
                localhost\tlocalhost\t/wiki/
                /blog/""";
        assertEquals(1, explain(way, lines, "--json=short"));
        assertEquals(
                List.of(
                        "route",
                        "route",
                        "route",
                        "MissingHost",
                        "AmbiguousPath",
                        "route",
                        "route",
                        "BadRequest",
                        "9",
                        "10",
                        "11",
                        "12",
                        "route"),
                outcomes(),
                console.out());
        assertTrue(
                console.out().contains("{\"line\":11,\"error\":\"the line has 2 fields: write a URL, or"),
                console.out());
        assertEquals("", console.err());
    }

    /*
     * reserved/r.conf   /wiki/ is nobody's, //wiki.example/ is wiki.socket's alone
     * units/            its own reservations.d would keep /blog/ from everybody, and does not count
     */
    @Test
    void reservationsThatAreNamedDecideInPlaceOfThoseBesideTheUnits() throws IOException {
        UnitDirectory units = new UnitDirectory(directory);
        units.with("reservations.d/own.conf", "[Reservation]\nPrefix=/blog/\n");
        units.with(
                "reserved/r.conf",
                """
                [Reservation]
                Prefix=/wiki/
                [Reservation]
                Prefix=//wiki.example/
                Unit=wiki.socket
                """);
        String lines =
                """
                http://localhost/wiki/x
                wiki.example\t[::1]:8080\t/x
                (none)\t127.0.0.1:80\t/wiki/\\xe4
                localhost\t127.0.0.1:80\t/wiki/..\\x2fblog
                localhost\t127.0.0.1\t/wiki/
                localhost\t127.0.0.1:80\t/blog/\\
                localhost\t127.0.0.1:80\t/blog/
                """;
        assertEquals(1, explain(Way.OFFLINE, lines, "--json=short"));
        assertEquals(
                List.of("route", "route", "route", "AmbiguousPath", "5", "Reserved", "Reserved"),
                outcomes(),
                console.out());
        String directory = units.path().resolve("reserved").toString();
        assertEquals(1, explain(Way.OFFLINE, lines, "--json=short", "--reservations", directory));
        assertEquals(
                List.of("Reserved", "route", "Reserved", "AmbiguousPath", "5", "route", "route"),
                outcomes().subList(7, 14),
                console.out());
        assertTrue(console.out().contains("reserved/r.conf\",\"line\":2"), console.out());
    }

    @ParameterizedTest
    @MethodSource("ways")
    void linesAreReadableForPeople(Way way) throws IOException {
        assertEquals(1, explain(way, "/wiki/\nlocalhost\t127.0.0.1:80\t/\u00e4\nx\n"));
        assertEquals(
                """
                /wiki/: route to wiki.socket by /wiki/
                localhost\t127.0.0.1:80\t/\\xe4: 404 UnknownPath
                line 3: "x" does not begin with http://, https:// or /
                """,
                console.out());
    }

    @ParameterizedTest
    @MethodSource("ways")
    void allRoutedExitsWith0AndNothingAskedToo(Way way) throws IOException {
        assertEquals(0, explain(way, "/wiki/\n/blog/\n", "--json=short"));
        assertEquals(0, explain(way, "", "--json=short"));
        assertEquals(2, console.out().lines().count());
    }

    @ParameterizedTest
    @MethodSource("ways")
    void lineThatIsTooLongIsOneMistakeAndTheRestGoesOn(Way way) throws IOException {
        String longest = "/wiki/".concat("x".repeat(InputLines.LENGTH_MAX - "/wiki/".length()));
        assertEquals(1, explain(way, longest + "\n" + longest + "x\n/wiki/\n", "--json=short"));
        assertEquals(List.of("TargetTooLong", "2", "route"), outcomes());
    }

    /** Every octet needs five in the JSON of a question: such a line may be more than the dispatcher takes. */
    @Test
    void lineThatTheDispatcherDoesNotTakeIsOneMistakeAndTheRestGoesOn() throws IOException {
        String line = "/wiki/" + "\u00ff".repeat(InputLines.LENGTH_MAX - "/wiki/".length());
        assertEquals(1, explain(Way.LIVE, "/wiki/\n" + line + "\n/wiki/\n", "--json=short"));
        assertEquals(List.of("route", "2", "route"), outcomes());
    }

    /** The time that this thread computes: what else the machine does is not counted. The system tests time a process. */
    @ParameterizedTest
    @MethodSource("ways")
    void tenThousandAboutTenThousandPrefixesTakeLessThanFiveSeconds(Way way) throws IOException {
        UnitDirectory units = new UnitDirectory(directory);
        StringBuilder lines = new StringBuilder();
        for (int unit = 0; unit < 1000; unit++) {
            StringBuilder prefixes = new StringBuilder();
            for (int i = 0; i < 10; i++) {
                String place = unit + ".example/p" + i + "/";
                prefixes.append("//").append(place).append(' ');
                lines.append("http://").append(place).append("x\n");
            }
            units.withApp("app" + unit, prefixes.toString());
        }
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        long begin = clock.getCurrentThreadCpuTime();
        assertEquals(0, explain(way, lines.toString(), "--json=short"));
        long millis = TimeUnit.NANOSECONDS.toMillis(clock.getCurrentThreadCpuTime() - begin);
        assertEquals(10_000, outcomes().stream().filter("route"::equals).count());
        assertTrue(millis < 5000, millis + " ms");
    }

    /** A dispatcher that serves what a directory declares. */
    private static Inspection dispatcherOf(Path directory) throws IOException {
        Function<Question, Explanation> explaining =
                Offline.questions(UnitPath.directory(directory), Reservations.NONE);
        return new FixedInspection().explaining(explaining);
    }
}

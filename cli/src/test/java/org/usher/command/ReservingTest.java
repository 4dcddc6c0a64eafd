package org.usher.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.cli.UsherCtl;
import org.usher.control.Inspection;

/** {@code reserve} and {@code unreserve} on directories of their own; {@code wiki} and {@code blog} are enabled. */
class ReservingTest {
    private static final Path NOBODY_ANSWERS = Path.of("/nowhere/control");

    @TempDir
    private Path root = Path.of("/nowhere");

    private Console console = new Console();
    private Path etc = root;
    private Path usr = root;

    @BeforeEach
    void install() throws IOException {
        etc = root.resolve("etc/usher/reservations.d");
        usr = root.resolve("usr/lib/usher/reservations.d");
        new UnitDirectory(root.resolve("units")).withApp("wiki", "/wiki/").withApp("blog", "/ //blog.example/");
        Path wanted = Files.createDirectories(root.resolve("units/sockets.target.wants"));
        Files.createSymbolicLink(wanted.resolve("wiki.socket"), Path.of("../wiki.socket"));
        Files.createSymbolicLink(wanted.resolve("blog.socket"), Path.of("../blog.socket"));
    }

    private int run(Path control, String line) {
        console = new Console();
        Map<String, String> variables = Map.of(
                "USHER_RESERVATIONS",
                etc + ":" + usr,
                "SYSTEMD_UNIT_PATH",
                root.resolve("units").toString());
        return UsherCtl.execute(console.environment(control, variables), line.split(" "));
    }

    private int run(String line) {
        return run(NOBODY_ANSWERS, line);
    }

    private void write(Path directory, String name, String text) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(name), text);
    }

    private List<String> files() throws IOException {
        if (!Files.isDirectory(etc)) {
            return List.of();
        }
        try (var files = Files.list(etc)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private String text(String name) throws IOException {
        return Files.readString(etc.resolve(name));
    }

    @Test
    void reservationIsWrittenAndReadableForAll() throws IOException {
        assertEquals(0, run("reserve http://wiki.example/ --unit wiki.socket --unit w-*.socket --group staff"));
        assertEquals(List.of("http-wiki.example-80.conf"), files());
        assertEquals(
                "[Reservation]\nPrefix=http://wiki.example:80/\nUnit=wiki.socket w-*.socket\nGroup=staff\n",
                text("http-wiki.example-80.conf"));
        assertEquals(
                "rw-r--r--",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(etc.resolve("http-wiki.example-80.conf"))));
        assertEquals("rwxr-xr-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(etc)));
        assertTrue(
                console.out().contains("No dispatcher answers at /nowhere/control: it counts from the next start on."));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/, root.conf",
        "/a/b/, a-b.conf",
        "//h.example/, h.example.conf",
        "http://+:8080/x/, http-plus-8080-x.conf",
        "http://*.h.example:80/, http-any.h.example-80.conf",
        "http://[::1]:80/, http-1-80.conf",
    })
    void fileIsNamedAfterWhatIsReserved(String prefix, String name) throws IOException {
        assertEquals(0, run("reserve " + prefix + " --unit wiki.socket"), console.err());
        assertEquals(List.of(name), files());
    }

    @Test
    void consequencesAreToldBeforeAnythingIsWritten() throws IOException {
        assertEquals(1, run("reserve /wiki/ --unit blog.socket --unit bolg.socket --dry-run"));
        assertEquals(List.of(), files());
        Path file = etc.resolve("wiki.conf");
        assertEquals(
                """
                Would reserve /wiki/ in %1$s:
                    [Reservation]
                    Prefix=/wiki/
                    Unit=blog.socket bolg.socket
                warning: Prefix=/wiki/ of wiki.socket is not in force: a reservation keeps the prefix for others, and\
                 /wiki/ is reserved in %1$s:2: claim another prefix, or add wiki.socket to the reservation\
                 [conflict-lost]
                warning: Unit=bolg.socket of the reservation of /wiki/ matches no unit that is installed or active:\
                 correct the name, or install the unit\
                 [reservation-matches-no-unit]
                note: /wiki/ is reserved for blog.socket bolg.socket and not claimed: its requests get 503 Reserved;\
                 a unit must claim it and listen\
                 [reserved-unclaimed]
                """
                        .formatted(file),
                console.out());
    }

    @Test
    void reservationOfAPortSaysHowManyRoutesItShadows() {
        assertEquals(1, run("reserve http://+:80/ --unit wiki.socket --dry-run"));
        assertTrue(console.out().contains("shadows 3 routes, such as "), console.out());
    }

    @Test
    void harmlessReservationHasNothingToTell() {
        assertEquals(0, run("reserve /wiki/ --unit wiki.socket --dry-run"));
        assertEquals(4, console.out().lines().count(), console.out());
    }

    @Test
    void warningIsNoReasonNotToDoWhatWasAskedFor() throws IOException {
        assertEquals(0, run("reserve /wiki/ --unit blog.socket"));
        assertEquals(List.of("wiki.conf"), files());
    }

    @Test
    void fileThatExistsIsAddedTo() throws IOException {
        write(etc, "mine.conf", "# mine\n[Reservation]\nPrefix=/a/\nUnit=wiki.socket");
        assertEquals(0, run("reserve /b/ --unit wiki.socket --file mine"), console.err());
        assertEquals(
                "# mine\n[Reservation]\nPrefix=/a/\nUnit=wiki.socket\n\n[Reservation]\nPrefix=/b/\nUnit=wiki.socket\n",
                text("mine.conf"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "reserve /a/ --unit blog.socket            | /a/ is reserved already in ",
                "reserve /b/ --unit x.socket --file mask   | masks the files of its name",
                "reserve /b/ --unit x.socket --file vendor | would replace ",
                "reserve /b/ --unit x.socket --file broken | prefix \"x\" has no form of a prefix",
                "reserve /b/ --unit x                      | Unit=x is no socket unit",
                "reserve /b/ --unit x,y.socket             | holds a comma",
                "reserve /b/ --unit x.socket --user a:b    | User=a:b is no name of a user",
                "reserve /b                                | say for whom",
                "reserve b/ --unit x.socket                | prefix \"b/\" has no form of a prefix",
                "unreserve /b/                             | nothing reserves /b/: usherctl reservations lists",
                "unreserve /two/                           | is a package's and reserves more than that",
                "unreserve /continued/                     | is written in a way that only you can edit",
            })
    void whatCannotBeDoneChangesNothingAndSaysWhy(String line, String sentence) throws IOException {
        write(etc, "a.conf", "[Reservation]\nPrefix=/a/\nUnit=wiki.socket\n");
        write(etc, "broken.conf", "[Reservation]\nPrefix=x\nUnit=wiki.socket\n");
        write(etc, "continued.conf", "[Reservation]\nPrefix=/other/ \\\n /continued/\nUnit=wiki.socket\n");
        Files.createSymbolicLink(etc.resolve("mask.conf"), Path.of("/dev/null"));
        write(usr, "vendor.conf", "[Reservation]\nPrefix=/one/ /two/\nUnit=wiki.socket\n");
        List<String> before = files();
        assertEquals(2, run(line), console.out());
        assertTrue(console.err().contains(sentence), console.err());
        assertEquals(before, files());
        assertEquals("[Reservation]\nPrefix=/a/\nUnit=wiki.socket\n", text("a.conf"));
    }

    @Test
    void argumentIsWrittenAsWhatItIsOrNotAtAll() throws IOException {
        assertEquals(2, run("reserve /b/ --unit x.socket\n[Reservation]\nPrefix=/c/\nUnit=x.socket"));
        assertTrue(console.err().contains("cannot be written"), console.err());
        assertEquals(List.of(), files());
    }

    @Test
    void directoryThatCannotBeMadeIsNamed() throws IOException {
        Files.writeString(root.resolve("etc"), "no directory");
        assertEquals(2, run("reserve /b/ --unit x.socket"));
        assertTrue(console.err().contains("change " + etc.resolve("b.conf") + ": "), console.err());
        assertFalse(console.err().contains("\tat "), console.err());
    }

    @Test
    void reservationOfAPackageMayBeReservedAnew() throws IOException {
        write(usr, "vendor.conf", "[Reservation]\nPrefix=/one/\nUnit=wiki.socket\n");
        assertEquals(0, run("reserve /one/ --unit blog.socket"), console.err());
        assertEquals(List.of("one.conf"), files());
    }

    @Test
    void fileWithNothingElseIsRemoved() throws IOException {
        write(etc, "a.conf", "[Reservation]\nPrefix=/a/\nUnit=wiki.socket\n");
        assertEquals(0, run("unreserve /a/ --dry-run"), console.err());
        assertEquals("Would remove " + etc.resolve("a.conf") + ".\n", console.out());
        assertEquals(List.of("a.conf"), files());
        assertEquals(0, run("unreserve /a/"));
        assertTrue(console.out().startsWith("Removes " + etc.resolve("a.conf") + ".\n"), console.out());
        assertEquals(List.of(), files());
    }

    @Test
    void everythingElseInAFileStays() throws IOException {
        write(
                etc,
                "a.conf",
                """
                # first
                [Reservation]
                Prefix=/a/ /b/
                Unit=wiki.socket

                # second
                [Reservation]
                Unit=wiki.socket
                Prefix=/c/
                Prefix=//h.example/

                [Reservation]
                Prefix=/d/
                """);
        assertEquals(0, run("unreserve /a/"), console.err());
        assertEquals(0, run("unreserve //H.example"), console.err());
        assertEquals(0, run("unreserve /d"), console.err());
        assertEquals(
                """
                # first
                [Reservation]
                Prefix=/b/
                Unit=wiki.socket

                # second
                [Reservation]
                Unit=wiki.socket
                Prefix=/c/

                """,
                text("a.conf"));
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(etc.resolve("a.conf"))));
    }

    @Test
    void reservationOfAPackageIsMasked() throws IOException {
        write(usr, "vendor.conf", "[Reservation]\nPrefix=/one/\nUnit=wiki.socket\n");
        assertEquals(0, run("unreserve /one/"), console.err());
        assertEquals(Path.of("/dev/null"), Files.readSymbolicLink(etc.resolve("vendor.conf")));
        assertTrue(Files.exists(usr.resolve("vendor.conf")));
        assertEquals(2, run("unreserve /one/"), "nothing reserves it any more");
    }

    @Test
    void reservationOfAPackageBelowTheAdministratorsIsToldToStay() throws IOException {
        write(etc, "a.conf", "[Reservation]\nPrefix=/one/\nUnit=wiki.socket\n");
        write(usr, "vendor.conf", "[Reservation]\nPrefix=/one/\nUnit=wiki.socket\n");
        assertEquals(0, run("unreserve /one/"), console.err());
        assertTrue(console.out().contains("A package reserves it, too: that stays."), console.out());
        assertEquals(List.of(), files());
    }

    @Test
    void dispatcherThatRunsIsAskedToReadAnew() throws IOException {
        List<String> asked = new ArrayList<>();
        try (ControlSocket control = new ControlSocket(dispatcher(() -> asked.add("reload")))) {
            assertEquals(0, run(control.path(), "reserve http://a.example:80/ --unit a-*.socket"), console.err());
        }
        assertEquals(List.of("reload"), asked);
        assertTrue(
                console.out().endsWith("In force: a-x.socket gets the requests for http://a.example:80/.\n"),
                console.out());
    }

    @Test
    void dispatcherThatCannotReadAnewIsNoSuccess() throws IOException {
        Inspection broken = dispatcher(() -> {
            throw new IllegalStateException("the bus does not answer");
        });
        try (ControlSocket control = new ControlSocket(broken)) {
            assertEquals(3, run(control.path(), "reserve /a/ --unit wiki.socket"));
        }
        assertTrue(console.err().contains("It is written and not in force yet"), console.err());
        assertEquals(List.of("a.conf"), files());
    }

    @Test
    void dryRunAsksNobodyToReadAnew() throws IOException {
        Inspection running = dispatcher(() -> {
            throw new AssertionError("a dry run");
        });
        try (ControlSocket control = new ControlSocket(running)) {
            assertEquals(1, run(control.path(), "reserve //a/ --unit a-*.socket --dry-run"), console.out());
        }
    }

    /** One that answers as {@link FixedInspection} does, but for {@code reload}. */
    private static Inspection dispatcher(Runnable reload) {
        Inspection fixed = new FixedInspection(
                List.of(FixedInspection.WIKI, FixedInspection.BLOG), List.of(), FixedInspection.ROUTED);
        return (Inspection) Proxy.newProxyInstance(
                Inspection.class.getClassLoader(), new Class<?>[] {Inspection.class}, (self, method, arguments) -> {
                    if (method.getName().equals("reload")) {
                        reload.run();
                        return null;
                    }
                    return method.invoke(fixed, arguments);
                });
    }
}

package org.usher.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.cli.UsherCtl;
import org.usher.report.FixedInspection;
import org.usher.report.Inspection;

/** {@code reserve} on directories of its own; {@code wiki} and {@code blog} are enabled. */
class ReserveTest {
    @TempDir
    private Path root = Path.of("/nowhere");

    @SuppressWarnings("NullAway.Init") // before each test
    private ReservedPlaces here;

    @BeforeEach
    void install() throws IOException {
        here = new ReservedPlaces(root);
    }

    @Test
    void reservationIsWrittenAndReadableForAll() throws IOException {
        assertEquals(0, here.run("reserve http://wiki.example/ --unit wiki.socket --unit w-*.socket"));
        assertEquals(List.of("http-wiki.example-80.conf"), here.files());
        assertEquals(
                "[Reservation]\nPrefix=http://wiki.example:80/\nUnit=wiki.socket w-*.socket\n",
                here.text("http-wiki.example-80.conf"));
        assertEquals(
                "rw-r--r--",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(here.etc().resolve("http-wiki.example-80.conf"))));
        assertEquals("rwxr-xr-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(here.etc())));
        assertTrue(
                here.out().contains("No dispatcher answers at /nowhere/control: it takes effect at the next start."));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/, root.conf",
        "/a/b/, a-b.conf",
        "//h.example/, h.example.conf",
        "http://+:8080/x/, http-plus-8080-x.conf",
        "http://*.h.example:80/, http-any.h.example-80.conf",
        "http://[::1]:80/, http-1-80.conf",
        "/.well-known/x/, well-known-x.conf",
    })
    void fileIsNamedAfterWhatIsReserved(String prefix, String name) throws IOException {
        assertEquals(0, here.run("reserve " + prefix + " --unit wiki.socket"), here.err());
        assertEquals(List.of(name), here.files());
    }

    @Test
    void consequencesAreForetold() throws IOException {
        assertEquals(1, here.run("reserve /wiki/ --unit blog.socket --unit bolg.socket --dry-run"));
        assertEquals(List.of(), here.files());
        Path file = here.etc().resolve("wiki.conf");
        assertEquals(
                """
                Would reserve /wiki/ in %1$s:
                    [Reservation]
                    Prefix=/wiki/
                    Unit=blog.socket bolg.socket
                %2$s/units/wiki.socket:7: warning: Prefix=/wiki/ of wiki.socket is not in force: a reservation keeps the prefix for others, and\
                 /wiki/ is reserved in %1$s:2: claim another prefix, or add wiki.socket to the reservation\
                 [conflict-lost]
                %1$s:2: warning: Unit=bolg.socket of the reservation of /wiki/ matches no unit that is installed or active:\
                 correct the name, or install the unit\
                 [reservation-matches-no-unit]
                %1$s:2: note: /wiki/ is reserved for blog.socket bolg.socket and not claimed: its requests get 503 Reserved;\
                 a unit must claim it and listen\
                 [reserved-unclaimed]
                """
                        .formatted(file, root),
                here.out());
    }

    @Test
    void reservationOfAPortSaysHowManyRoutesItShadows() {
        assertEquals(1, here.run("reserve http://+:80/ --unit wiki.socket --dry-run"));
        assertTrue(here.out().contains("shadows 3 routes, such as "), here.out());
    }

    @Test
    void harmlessReservationHasNothingToTell() {
        assertEquals(0, here.run("reserve /wiki/ --unit wiki.socket --dry-run"));
        assertEquals(4, here.out().lines().count(), here.out());
    }

    @Test
    void warningIsNoReasonNotToDoWhatWasAskedFor() throws IOException {
        assertEquals(0, here.run("reserve /wiki/ --unit blog.socket"));
        assertEquals(List.of("wiki.conf"), here.files());
    }

    @Test
    void fileThatExistsIsAddedTo() throws IOException {
        here.write(here.etc(), "mine.conf", "# mine\n[Reservation]\nPrefix=/a/\nUnit=wiki.socket");
        assertEquals(0, here.run("reserve /b/ --unit wiki.socket --file mine"), here.err());
        assertEquals(
                "# mine\n[Reservation]\nPrefix=/a/\nUnit=wiki.socket\n\n[Reservation]\nPrefix=/b/\nUnit=wiki.socket\n",
                here.text("mine.conf"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "reserve /a/ --unit blog.socket            | /a/ is reserved already in ",
                "reserve /b/ --unit x.socket --file mask   | masks the files of its name",
                "reserve /b/ --unit x.socket --file vendor | would replace ",
                "reserve /b/ --unit x.socket --file broken | prefix \"x\" is not a prefix",
                "reserve /b/ --unit x                      | Unit=x is not a socket unit",
                "reserve /b/ --unit x,y.socket             | has a comma",
                "reserve /b                                | Missing required option: '--unit=GLOB'",
                "reserve b/ --unit x.socket                | prefix \"b/\" is not a prefix",
            })
    void whatCannotBeDoneChangesNothingAndSaysWhy(String line, String sentence) throws IOException {
        here.write(here.etc(), "a.conf", "[Reservation]\nPrefix=/a/\nUnit=wiki.socket\n");
        here.write(here.etc(), "broken.conf", "[Reservation]\nPrefix=x\nUnit=wiki.socket\n");
        Files.createSymbolicLink(here.etc().resolve("mask.conf"), Path.of("/dev/null"));
        here.write(here.usr(), "vendor.conf", "[Reservation]\nPrefix=/one/ /two/\nUnit=wiki.socket\n");
        List<String> before = here.files();
        assertEquals(2, here.run(line), here.out());
        assertTrue(here.err().contains(sentence), here.err());
        assertEquals(before, here.files());
        assertEquals("[Reservation]\nPrefix=/a/\nUnit=wiki.socket\n", here.text("a.conf"));
    }

    @Test
    void argumentIsWrittenAsWhatItIsOrNotAtAll() throws IOException {
        assertEquals(2, here.run("reserve /b/ --unit x.socket\n[Reservation]\nPrefix=/c/\nUnit=x.socket"));
        assertTrue(here.err().contains("cannot be written"), here.err());
        assertEquals(List.of(), here.files());
    }

    @Test
    void directoryThatCannotBeMadeIsNamed() throws IOException {
        Files.writeString(root.resolve("etc"), "no directory");
        assertEquals(2, here.run("reserve /b/ --unit x.socket"));
        assertTrue(here.err().contains("change " + here.etc().resolve("b.conf") + ": "), here.err());
        assertFalse(here.err().contains("\tat "), here.err());
    }

    @Test
    void fileThatCannotBeWrittenIsNoMistakeOfTheArgumentsAndNothingIsSaidToHold() throws IOException {
        String name = "x".repeat(300); // more than a file system takes
        assertEquals(4, here.run("reserve /b/ --unit x.socket --file " + name));
        assertEquals("", here.out());
        assertTrue(here.err().endsWith(name + ".conf: File name too long\n"), here.err());
        assertFalse(here.err().contains("Exception"), here.err());
        assertEquals(List.of(), here.files());
    }

    @Test
    void dispatcherThatRunsIsAskedToReadAnew() throws IOException {
        List<String> asked = new ArrayList<>();
        try (ControlSocket control = new ControlSocket(dispatcher(() -> asked.add("reload")))) {
            assertEquals(0, here.run(control.path(), "reserve http://a.example:80/ --unit a-*.socket"), here.err());
        }
        assertEquals(List.of("reload"), asked);
        assertTrue(
                here.out().endsWith("In force: a-x.socket gets the requests for http://a.example:80/.\n"), here.out());
    }

    @Test
    void dispatcherThatCannotReadAnewIsNoSuccess() throws IOException {
        Inspection broken = dispatcher(() -> {
            throw new IllegalStateException("the bus does not answer");
        });
        try (ControlSocket control = new ControlSocket(broken)) {
            assertEquals(3, here.run(control.path(), "reserve /a/ --unit wiki.socket"));
        }
        assertTrue(here.err().contains("It is written but not in force yet"), here.err());
        assertEquals(List.of("a.conf"), here.files());
    }

    @Test
    void dryRunAsksNobodyToReadAnew() throws IOException {
        Inspection running = dispatcher(() -> {
            throw new AssertionError("a dry run");
        });
        try (ControlSocket control = new ControlSocket(running)) {
            assertEquals(1, here.run(control.path(), "reserve //a/ --unit a-*.socket --dry-run"), here.out());
        }
    }

    /** One that answers as {@link FixedInspection} does, but for {@code reload}. */
    private static Inspection dispatcher(Runnable reload) {
        return new FixedInspection(
                        List.of(FixedInspection.WIKI, FixedInspection.BLOG), List.of(), FixedInspection.ROUTED)
                .reloading(reload);
    }

    /** In processes of their own, as administrators do: a lock of a file tells processes apart, not threads. */
    @Test
    void commandsAtTheSameTimeLoseNothing() throws Exception {
        Files.createDirectories(here.etc());
        String[] names = {"a", "b", "c", "d"};
        List<Process> commands = new ArrayList<>();
        for (String name : names) {
            ProcessBuilder command = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    UsherCtl.class.getName(),
                    "reserve",
                    "/" + name + "/",
                    "--unit",
                    name + ".socket",
                    "--file",
                    "all");
            command.environment().putAll(here.variables());
            command.environment().put("USHER_CONTROL", "/nowhere/control");
            commands.add(command.inheritIO().start());
        }
        for (Process command : commands) {
            assertEquals(0, command.waitFor());
        }
        for (String name : names) {
            assertTrue(here.text("all.conf").contains("Prefix=/" + name + "/\n"), here.text("all.conf"));
        }
    }
}

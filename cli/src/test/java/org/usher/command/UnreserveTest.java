package org.usher.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code unreserve} on directories of its own; {@code wiki} and {@code blog} are enabled. */
class UnreserveTest {
    @TempDir
    private Path root = Path.of("/nowhere");

    @SuppressWarnings("NullAway.Init") // before each test
    private ReservedPlaces here;

    @BeforeEach
    void install() throws IOException {
        here = new ReservedPlaces(root);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "unreserve /b/                             | nothing reserves /b/: usherctl reservations lists",
                "unreserve /continued/                     | cannot be edited automatically",
            })
    void whatCannotBeDoneChangesNothingAndSaysWhy(String line, String sentence) throws IOException {
        here.write(here.etc(), "a.conf", "[Reservation]\nPrefix=/a/\nUnit=wiki.socket\n");
        here.write(here.etc(), "continued.conf", "[Reservation]\nPrefix=/other/ \\\n /continued/\nUnit=wiki.socket\n");
        List<String> before = here.files();
        assertEquals(2, here.run(line), here.out());
        assertTrue(here.err().contains(sentence), here.err());
        assertEquals(before, here.files());
        assertEquals("[Reservation]\nPrefix=/a/\nUnit=wiki.socket\n", here.text("a.conf"));
    }

    @Test
    void fileWithNothingElseIsRemoved() throws IOException {
        here.write(here.etc(), "a.conf", "[Reservation]\nPrefix=/a/\nUnit=wiki.socket\n");
        assertEquals(0, here.run("unreserve /a/ --dry-run"), here.err());
        assertEquals("Would remove " + here.etc().resolve("a.conf") + ".\n", here.out());
        assertEquals(List.of("a.conf"), here.files());
        assertEquals(0, here.run("unreserve /a/"));
        assertTrue(here.out().startsWith("Removed " + here.etc().resolve("a.conf") + ".\n"), here.out());
        assertEquals(List.of(), here.files());
    }

    @Test
    void everythingElseInAFileStays() throws IOException {
        here.write(
                here.etc(),
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
        assertEquals(0, here.run("unreserve /a/"), here.err());
        assertEquals(0, here.run("unreserve //H.example"), here.err());
        assertEquals(0, here.run("unreserve /d"), here.err());
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
                here.text("a.conf"));
        assertEquals(
                "rw-r--r--",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(here.etc().resolve("a.conf"))));
    }

    @Test
    void everyFileThatHoldsItLosesIt() throws IOException {
        here.write(here.etc(), "a.conf", "[Reservation]\nPrefix=/one/\nUnit=wiki.socket\n");
        here.write(here.usr(), "local.conf", "[Reservation]\nPrefix=/one/ /two/\nUnit=wiki.socket\n");
        assertEquals(0, here.run("unreserve /one/"), here.err());
        assertEquals(List.of(), here.files());
        assertEquals(
                "[Reservation]\nPrefix=/two/\nUnit=wiki.socket\n",
                Files.readString(here.usr().resolve("local.conf")));
    }
}

package org.usher.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.report.FixedInspection;

final class MaintainTest {
    @TempDir
    private Path root = Path.of("/nowhere");

    @SuppressWarnings("NullAway.Init") // before each test
    private ReservedPlaces here;

    @BeforeEach
    void install() throws IOException {
        here = new ReservedPlaces(root);
    }

    private Path file() {
        return here.etc().resolveSibling("maintenance.d/wiki.socket.html");
    }

    /** A less important directory, as that of /run is. */
    private Path runtimeFile() {
        return here.usr().resolveSibling("maintenance.d/wiki.socket.html");
    }

    @Test
    void onMakesAnEmptyFileThatAllCanReadAndOffRemovesIt() throws IOException {
        assertEquals(0, here.run("maintenance wiki on"), here.err());
        assertEquals("", Files.readString(file()));
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        assertTrue(here.out().endsWith(": it takes effect at the next start.\n"), here.out());
        assertEquals(0, here.run("maintenance wiki.socket off"), here.err());
        assertFalse(Files.exists(file()));
        assertEquals(0, here.run("maintenance wiki.socket off"), "it is so already");
    }

    @Test
    void thePageIsWrittenAndStaysUntilThereIsAnother() throws IOException {
        Path page = Files.writeString(root.resolve("page.html"), "<p>soon");
        assertEquals(0, here.run("maintenance wiki.socket on --page " + page), here.err());
        assertEquals("<p>soon", Files.readString(file()));
        assertEquals(0, here.run("maintenance wiki.socket on"));
        assertEquals("<p>soon", Files.readString(file()));
        Files.writeString(page, "<p>later");
        assertEquals(0, here.run("maintenance wiki.socket on --page " + page));
        assertEquals("<p>later", Files.readString(file()));
    }

    /** A dispatcher knows units by their own names. */
    @Test
    void anAliasStandsForItsUnit() throws IOException {
        Files.createSymbolicLink(root.resolve("units/docs.socket"), Path.of("wiki.socket"));
        assertEquals(0, here.run("maintenance docs on"), here.err());
        assertTrue(Files.exists(file()));
        assertEquals(0, here.run("maintenance docs off"), here.err());
        assertFalse(Files.exists(file()));
    }

    @Test
    void forThisBootItIsWrittenElsewhereAndOffRemovesBoth() throws IOException {
        assertEquals(0, here.run("maintenance wiki.socket on --runtime"), here.err());
        assertFalse(Files.exists(file()));
        assertTrue(Files.exists(runtimeFile()));
        assertEquals(0, here.run("maintenance wiki.socket on"));
        assertEquals(0, here.run("maintenance wiki.socket off"));
        assertFalse(Files.exists(file()));
        assertFalse(Files.exists(runtimeFile()));
    }

    @Test
    void whatCannotBeDoneChangesNothingAndSaysWhy() throws IOException {
        Path large = Files.write(root.resolve("large.html"), new byte[33_000]);
        assertEquals(2, here.run("maintenance wiki.socket on --page " + large));
        assertTrue(here.err().contains("large.html is larger than 32768 octets"), here.err());
        Files.writeString(large, "\u20ac".repeat(11_000)); // 33,000 octets
        assertEquals(2, here.run("maintenance wiki.socket on --page " + large));
        assertEquals(2, here.run("maintenance nowhere.socket on"));
        assertTrue(here.err().contains("there is no unit nowhere.socket"), here.err());
        assertEquals(2, here.run("maintenance wiki.socket on --page /nowhere/page.html"));
        assertEquals("usherctl maintenance: /nowhere/page.html does not exist\n", here.err());
        assertEquals(2, here.run("maintenance wiki.socket maybe"));
        assertFalse(Files.exists(file()));
    }

    @Test
    void theDispatcherThatRunsReadsItAndSaysWhatFollows() throws IOException {
        try (ControlSocket control = new ControlSocket(new FixedInspection())) {
            assertEquals(0, here.run(control.path(), "maintenance wiki.socket on"), here.err());
        }
        assertTrue(here.out().equals("In force: requests for /wiki/ go to wiki.socket.\n"), here.out());
    }
}

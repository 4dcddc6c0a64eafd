package org.usher.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.cli.UsherCtl;

/** Offline, beside one unit that is enabled. */
class ListReservationsTest {
    @TempDir
    private Path root = Path.of("/nowhere");

    @Test
    void reservationsOfDirectoriesAreListedWithWhoWouldHoldThem() throws IOException {
        new UnitDirectory(root.resolve("units")).withApp("wiki", "/wiki/");
        Files.createDirectories(root.resolve("units/sockets.target.wants"));
        Files.createSymbolicLink(root.resolve("units/sockets.target.wants/wiki.socket"), Path.of("../wiki.socket"));
        new UnitDirectory(root.resolve("one")).with("a.conf", "[Reservation]\nPrefix=/wiki/\nUnit=wiki.socket\n");
        new UnitDirectory(root.resolve("two"))
                .with("a.conf", "[Reservation]\nPrefix=/replaced/\n")
                .with("b.conf", "[Reservation]\nPrefix=//b.example/\nUnit=b.socket\n");
        Console console = new Console();
        Map<String, String> variables =
                Map.of("SYSTEMD_UNIT_PATH", root.resolve("units").toString());
        assertEquals(
                0,
                UsherCtl.execute(
                        console.environment(Path.of("/nowhere"), variables),
                        "reservations",
                        "--no-legend",
                        "--reservations",
                        root.resolve("one").toString(),
                        "--reservations",
                        root.resolve("two").toString()),
                console.err());
        assertEquals(
                """
                /wiki/        wiki.socket  wiki.socket  %1$s/one/a.conf:2
                //b.example/  b.socket     -            %1$s/two/b.conf:2
                """
                        .formatted(root),
                console.out());
    }
}

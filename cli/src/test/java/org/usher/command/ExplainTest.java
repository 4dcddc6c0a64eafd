package org.usher.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.cli.UsherCtl;

/**
 * Offline, on these units:
 *
 * <pre>
 * wiki.socket   /wiki/  //wiki.example/
 * admin.socket  /wiki/admin/  http://127.0.0.2:80/
 * </pre>
 */
class ExplainTest {
    @TempDir
    private Path directory = Path.of("/nowhere");

    private final Console console = new Console();

    @BeforeEach
    void writeUnits() throws IOException {
        new UnitDirectory(directory)
                .withApp("wiki", "/wiki/ //wiki.example/")
                .withApp("admin", "/wiki/admin/ http://127.0.0.2:80/");
    }

    private int explain(String line) {
        Environment environment = console.environment(Path.of("/nowhere"));
        return UsherCtl.execute(environment, ("explain --unit-path " + directory + " --json=short " + line).split(" "));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/wiki/x, wiki.socket, /wiki/",
        "/wiki, wiki.socket, /wiki/",
        "/wiki/admin/x, admin.socket, /wiki/admin/",
        "http://localhost/wiki/?a=b, wiki.socket, /wiki/",
        "http://WIKI.example./any, wiki.socket, //wiki.example/",
        "http://wiki.example:8080/any, wiki.socket, //wiki.example/",
        "http://127.0.0.2/any, admin.socket, http://127.0.0.2:80/",
        "--local 127.0.0.2:80 http://localhost/any, admin.socket, http://127.0.0.2:80/",
        "--host wiki.example /any, wiki.socket, //wiki.example/",
        "--target /wiki/x /any, wiki.socket, /wiki/",
        "--target http://wiki.example/a --host wiki.example /any, wiki.socket, //wiki.example/"
    })
    void requestGoesToItsApp(String line, String unit, String prefix) {
        assertEquals(0, explain(line), console.out());
        assertTrue(
                console.out().startsWith("{\"outcome\":\"route\",\"status\":null,\"unit\":\"" + unit + "\""),
                console.out());
        assertTrue(console.out().contains("\"prefix\":\"" + prefix + "\""), console.out());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/other, UnknownPath, 404",
        "/wikis, UnknownPath, 404",
        "/wiki/%61dmin/..%2f, AmbiguousPath, 400",
        "/wiki/%zz, BadPath, 400",
        "http://+/wiki/, BadHost, 400",
        "'--host a,b /wiki/', BadHost, 400",
        "--target http://b.example/ /wiki/, AmbiguousHost, 400",
        "--target x /wiki/, BadRequest, 400",
    })
    void requestThatIsRefusedHasItsReason(String line, String outcome, int status) {
        assertEquals(1, explain(line), console.out());
        assertTrue(
                console.out().startsWith("{\"outcome\":\"" + outcome + "\",\"status\":" + status + ","), console.out());
    }

    @Test
    void everyClaimThatTakesPartIsNamedWithFileAndLine() {
        explain("/wiki/admin/x");
        assertTrue(
                console.out().contains("admin.socket claims /wiki/admin/ (the weak wildcard): it wins."),
                console.out());
        assertTrue(console.out().contains("wiki.socket claims /wiki/ (the weak wildcard): a longer"), console.out());
        assertTrue(console.out().contains("\"file\":\"" + directory + "/admin.socket\",\"line\":7"), console.out());
    }

    @Test
    void oneRefusedAmongSeveralExitsWith1() {
        assertEquals(1, explain("/wiki/ /other /wiki/"));
        assertEquals(3, console.out().lines().count());
    }

    @Test
    void reservationBesideTheUnitsDecides() throws IOException {
        new UnitDirectory(directory)
                .with("reservations.d/r.conf", "[Reservation]\nPrefix=/wiki/admin/\nUnit=root.socket\n");
        assertEquals(1, explain("/wiki/admin/x"));
        assertTrue(console.out().startsWith("{\"outcome\":\"Reserved\",\"status\":503"), console.out());
        assertTrue(console.out().contains("r.conf\",\"line\":2"), console.out());
    }

    @Test
    void reservationsOfAnotherDirectoryDecideInstead() throws IOException {
        Path other = new UnitDirectory(directory.resolve("other"))
                .with("r.conf", "[Reservation]\nPrefix=/wiki/\nUnit=wiki.socket\n")
                .path();
        new UnitDirectory(directory).with("reservations.d/r.conf", "[Reservation]\nPrefix=/wiki/\n");
        assertEquals(1, explain("/wiki/admin/x"));
        assertEquals(0, explain("--reservations " + other + " /wiki/admin/x"));
        assertTrue(console.out().contains("\"unit\":\"wiki.socket\""), console.out());
    }
}

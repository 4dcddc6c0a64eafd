package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is reserved shows in what clients get, without any reload. Two apps, {@code alpha} and {@code beta}, both claim
 * {@code /kept/}.
 */
@SystemTest
final class ReservationsTest {
    private static final String ETC = "/etc/usher/reservations.d/";
    private static final String FOR_BETA = "[Reservation]\nPrefix=/kept/\nUnit=beta.socket\n";

    private final Container container;

    ReservationsTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        container.sh("rm -rf /etc/usher; systemd-tmpfiles --create usher.conf").succeeded();
        Apps.enable(container, "alpha", "/kept/ /alpha/");
        Apps.enable(container, "beta", "/kept/ /beta/");
        container.systemctl("start", "usher.socket");
        for (String path : new String[] {"/alpha/", "/beta/", "/kept/"}) {
            Wire.awaitStatus(container, path, 200);
        }
        container.systemctl("stop", "alpha.service", "beta.service");
    }

    /** Whether a request for {@code path} starts the app {@code name} and not the other. */
    private boolean reaches(String name, String path) throws IOException {
        container.systemctl("stop", "alpha.service", "beta.service");
        assertEquals(200, Wire.status(container, path));
        String other = name.equals("alpha") ? "beta" : "alpha";
        return !container.property(name + ".service", "ActiveState").equals("inactive")
                && container.property(other + ".service", "ActiveState").equals("inactive");
    }

    private void awaitHolder(String unit) throws IOException {
        container
                .sh("until usherctl explain --json=short http://localhost/kept/ | grep -qF '\"unit\":\"" + unit
                        + "\"'; do :; done")
                .succeeded();
    }

    @Test
    void unitThatIsNamedBeatsTheOtherAndReservedPrefixIsRefusedWhenItIsGone() throws IOException {
        assertTrue(reaches("alpha", "/kept/"), "by its name alone");
        container.write(ETC + "kept.conf", FOR_BETA);
        awaitHolder("beta.socket");
        assertTrue(reaches("beta", "/kept/"));
        container.awaitProperty(
                "usher.service", "StatusText", "3 routes, 1 reservation, 1 problem (usherctl problems)");

        container.systemctl("stop", "beta.socket", "beta.service");
        // 503 AppOffline for as long as the dispatcher has not heard of it
        container
                .sh("until curl --silent http://localhost/kept/x | grep --quiet Reserved; do :; done")
                .succeeded();
        try (Client client = container.connect("127.0.0.1", 80).send(Wire.get("/kept/x"))) {
            Wire.assertRefused("Reserved", 503, client.receiveAll());
        }
        assertTrue(usherctl("explain http://localhost/kept/x", 1).contains("[" + ETC + "kept.conf:2]"));
        container.systemctl("start", "beta.socket");
        Wire.awaitStatus(container, "/kept/", 200);
        Files.delete(container.path(ETC + "kept.conf"));
        awaitHolder("alpha.socket");
        assertTrue(reaches("alpha", "/kept/"));
    }

    @Test
    void changeIsInForceWithoutReloadEvenInDirectoriesThatWereNotThere() throws IOException {
        container.sh("rm -r /etc/usher").succeeded();
        container.systemctl("restart", "usher.service");
        Wire.awaitStatus(container, "/kept/", 200);
        for (String directory :
                new String[] {ETC, "/run/usher/reservations.d/", "/usr/local/lib/usher/reservations.d/"}) {
            container.write(directory + "a.conf", "[Reservation]\nPrefix=/alpha/\nUnit=beta.socket\n");
            Wire.awaitStatus(container, "/alpha/", 503);
            container.write(directory + "a.conf", "[Reservation]\nPrefix=/alpha/\nUnit=alpha.socket\n");
            Wire.awaitStatus(container, "/alpha/", 200);
            container.write(directory + "a.conf", "[Reservation]\nPrefix=/alpha/\nUnit=beta.socket\n");
            Wire.awaitStatus(container, "/alpha/", 503);
            container.sh("rm -r " + directory).succeeded();
            Wire.awaitStatus(container, "/alpha/", 200);
        }
    }

    @Test
    void packagesReserveNothing() throws IOException {
        container.write("/usr/lib/usher/reservations.d/vendor.conf", FOR_BETA);
        container.systemctl("reload", "usher.service");
        assertTrue(usherctl("reservations", 0).contains("0 reservations listed."));
    }

    @Test
    void fileThatCannotBeReadKeepsWhatItReservedAndMistakesAreToldOnce() throws IOException {
        container.write(ETC + "alpha.conf", "[Reservation]\nPrefix=/alpha/\nUnit=nobody.socket\n");
        Wire.awaitStatus(container, "/alpha/", 503);
        container.sh("chmod 000 " + ETC + "alpha.conf").succeeded();
        container.awaitJournal("usher.service", ETC + "alpha.conf cannot be read: no permission");
        assertEquals(503, Wire.status(container, "/alpha/"));

        container.write(ETC + "broken.conf", "[Reservation]\nPrefix=no-slash\n\n[Reservation]\nPrefix=/beta/\n");
        Wire.awaitStatus(container, "/beta/", 503);
        container.write(ETC + "other.conf", "[Reservation]\nPrefix=/other/\n");
        container.systemctl("reload", "usher.service");
        container
                .sh("chmod 644 " + ETC + "alpha.conf; rm " + ETC + "alpha.conf")
                .succeeded();
        Wire.awaitStatus(container, "/alpha/", 200);
        container.awaitJournal("usher.service", "no-slash");
        container.awaitJournal("usher.service", "matches no unit");
        String journal = container
                .run("journalctl", "--output=cat", "--unit=usher.service")
                .out();
        assertEquals(1, journal.split("no-slash", -1).length - 1, journal);
        assertEquals(1, journal.split("matches no unit", -1).length - 1, journal);
        assertEquals(503, Wire.status(container, "/beta/"), "a broken line stops no other");
    }

    @Test
    void adminReservesAndTakesBackOnTheCommandLine() throws IOException {
        String foretold = usherctl("reserve /alpha/ --unit beta.socket --dry-run", 1);
        assertTrue(foretold.contains("Prefix=/alpha/ of alpha.socket is not in force"), foretold);
        assertEquals(200, Wire.status(container, "/alpha/"));

        String told = usherctl("reserve /alpha/ --unit beta.socket", 0);
        assertEquals(503, Wire.status(container, "/alpha/"), told);
        assertTrue(told.contains("In force: requests for /alpha/ get 503 Reserved"), told);
        assertTrue(usherctl("reservations --json=short", 0)
                .contains("{\"prefix\":\"/alpha/\",\"unit\":\"beta.socket\",\"holder\":null,\"file\":\"" + ETC
                        + "alpha.conf\",\"line\":2}"));
        usherctl("reserve /alpha/ --unit alpha.socket", 2);

        usherctl("unreserve /alpha/", 0);
        assertEquals(200, Wire.status(container, "/alpha/"));
        assertTrue(usherctl("reservations", 0).contains("0 reservations listed."));
        usherctl("unreserve /alpha/", 2);
    }

    @Test
    void whoIsNotRootIsToldSo() throws IOException {
        Outcome outcome = container.run(
                "setpriv", "--reuid=nobody", "--clear-groups", "usherctl", "reserve", "/alpha/", "--unit", "x.socket");
        assertEquals(2, outcome.status(), outcome::toString);
        assertTrue(outcome.err().contains("no permission: run this as root"), outcome::toString);
        assertEquals(200, Wire.status(container, "/alpha/"));
    }

    private String usherctl(String words, int exit) throws IOException {
        Outcome outcome = container.run(("usherctl " + words).split(" "));
        assertEquals(exit, outcome.status(), outcome::toString);
        return outcome.out();
    }
}

package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What no unit file says is seen on the machine: the socket as it lies there, owners of files, listeners, limits. */
@SystemTest
final class ProblemsOfTheMachineTest {
    private static final String SOCKET = "/run/usher/apps/wiki.sock";

    private final Container container;
    private final Remedies remedies;

    ProblemsOfTheMachineTest(Container container) {
        this.container = container;
        this.remedies = new Remedies(container);
    }

    @BeforeEach
    void serve() throws IOException {
        Apps.enableEcho(container);
        container.run("systemctl", "stop", "wiki.service", "wiki.socket"); // the first test has none yet
        Apps.enable(container, "wiki", "/wiki/");
        container.systemctl("start", "usher.socket");
        Wire.awaitStatus(container, "/echo/", 200);
        remedies.reload();
        Wire.awaitStatus(container, "/wiki/", 200);
    }

    @Test
    void socketThatWasOpenedOnTheDiskIsNoLongerUsed() throws IOException {
        container.run("chmod", "666", SOCKET).succeeded();
        remedies.reload();
        Wire.awaitStatus(container, "/wiki/", 503);
        remedies.assertProblem("unsafe-socket", "chmod 660 " + SOCKET);
        assertEquals(200, Wire.status(container, "/echo/"));
        container.run("chown", "root:games", SOCKET).succeeded();
        remedies.mend("problems", "unsafe-socket");
        Wire.awaitStatus(container, "/wiki/", 200);
    }

    @Test
    void socketFileThatIsGoneIsNamed() throws IOException {
        container.run("rm", SOCKET).succeeded();
        remedies.reload();
        remedies.assertProblem(
                "socket-file-gone", "systemctl stop wiki.socket wiki.service && systemctl start wiki.socket");
        remedies.mend("problems", "socket-file-gone");
        Wire.awaitStatus(container, "/wiki/", 200);
    }

    /** systemd closes the socket at daemon-reload, keeps the unit active, and opens no other before a start. */
    @Test
    void pathThatWasEditedWithoutAStartIsOfflineOnTheWireAndWhereverOneAsks() throws IOException {
        container.dropIn(
                "wiki.socket", "path", "[Socket]\nListenDatagram=\nListenDatagram=/run/usher/apps/wiki2.sock\n");
        remedies.reload();
        Wire.awaitStatus(container, "/wiki/", 503);
        remedies.assertProblem(
                "socket-file-gone", "systemctl stop wiki.socket wiki.service && systemctl start wiki.socket");
        Outcome explained = container.run("usherctl", "explain", "http://localhost/wiki/");
        assertEquals(1, explained.status(), explained::toString);
        assertTrue(explained.out().contains("503 AppOffline"), explained::toString);
        Outcome routes = container.run("usherctl", "routes");
        assertTrue(routes.out().matches("(?s).*/wiki/ +wiki\\.socket +handoff +offline .*"), routes::toString);
        remedies.mend("problems", "socket-file-gone");
        Wire.awaitStatus(container, "/wiki/", 200);
        assertEquals(
                0,
                container.run("usherctl", "explain", "http://localhost/wiki/").status());
        container.removeDropIn("wiki.socket", "path");
    }

    @Test
    void fileThatAnotherUserOwnsIsNamed() throws IOException {
        String file = "/usr/lib/systemd/system/wiki.socket";
        container.run("chown", "nobody", file).succeeded();
        remedies.reload();
        remedies.assertAdvice("untrusted-file", "chown -h root:root ");
        remedies.mend("check", "untrusted-file");
    }

    @Test
    void reservationThatAnotherUserOwnsIsNamed() throws IOException {
        String file = "/etc/usher/reservations.d/theirs.conf";
        container.write(file, "[Reservation]\nPrefix=/theirs/\nUnit=wiki.socket\n");
        container.run("chown", "nobody", file).succeeded();
        remedies.reload();
        remedies.assertProblem("untrusted-file", "chown root:root " + file + " && chmod go-w " + file);
        remedies.mend("problems", "untrusted-file");
        container.run("rm", file).succeeded();
    }

    @Test
    void portWithoutAListenerIsNamed() throws IOException {
        container.dropIn("wiki.socket", "port", "[X-HTTP]\nPrefix=http://wiki.example:8081/\n");
        remedies.reload();
        String lines = "[Socket]\n    ListenStream=0.0.0.0:8081\n    ListenStream=[::]:8081\n";
        remedies.assertProblem("unserved-port", lines);
        container.dropIn("usher.socket", "port", lines);
        container.systemctl("restart", "usher.socket");
        remedies.assertMended("unserved-port");
        container.removeDropIn("wiki.socket", "port");
        container.removeDropIn("usher.socket", "port");
        container.systemctl("restart", "usher.socket");
    }

    /** systemd tells of no edit, so it is seen when all units are read. */
    @Test
    void unitThatWasEditedWithoutDaemonReloadIsNamed() throws IOException {
        String file = "/usr/lib/systemd/system/wiki.socket.d/50-http.conf";
        container.write(file, "[X-HTTP]\nPrefix=/wiki/ /edited/\n");
        container.systemctl("reload", "usher");
        container.awaitJournal("usher.service", "[needs-reload]");
        remedies.mendAsItStands("needs-reload");
        Wire.awaitStatus(container, "/edited/", 200);
    }

    @Test
    void socketThatHasFailedIsNamed() throws IOException {
        container.dropIn("wiki.socket", "fail", "[Socket]\nExecStartPre=false\n");
        container.systemctl("stop", "wiki.socket", "wiki.service");
        assertEquals(1, container.run("systemctl", "start", "wiki.socket").status());
        container.removeDropIn("wiki.socket", "fail");
        container.awaitJournal("usher.service", "[socket-failed]");
        remedies.mendAsItStands("socket-failed");
        Wire.awaitStatus(container, "/wiki/", 200);
    }

    @Test
    void reservationThatTakesRequestsAwayFromARouteIsNamed() throws IOException {
        container
                .run("usherctl", "reserve", "http://+:80/wiki/", "--unit", "echo.socket")
                .succeeded();
        container.awaitJournal("usher.service", "[reservation-shadows]");
        assertEquals(503, Wire.status(container, "/wiki/"));
        remedies.mendAsItStands("reservation-shadows");
        Wire.awaitStatus(container, "/wiki/", 200);
    }

    @Test
    void reservationThatItsUnitDoesNotClaimIsNamed() throws IOException {
        Apps.enable(container, "late", "/late/");
        container.systemctl("disable", "--now", "late.socket");
        container.run("usherctl", "reserve", "/late/", "--unit", "late.socket").succeeded();
        remedies.mendAsItStands("reserved-unclaimed");
        Wire.awaitStatus(container, "/late/", 200);
        container.run("usherctl", "unreserve", "/late/").succeeded();
        container.systemctl("disable", "--now", "late.socket");
    }

    @Test
    void limitOfDescriptorsThatIsTooSmallIsNamed() throws IOException {
        container.dropIn("usher.service", "limit", "[Service]\nLimitNOFILE=4096\n");
        remedies.reload();
        remedies.assertAdvice("fd-limit-too-small", "[Service]\n    LimitNOFILE=");
        container.removeDropIn("usher.service", "limit");
    }

    /** An admin's second listener: its port stands for 80, and it answers one name. */
    @Test
    void secondListenerHasAPortAndHostsOfItsOwn() throws IOException {
        container.write(
                "/etc/systemd/system/alt.socket",
                """
                [Unit]
                PartOf=usher.socket
                [Socket]
                ListenStream=127.0.0.1:8080
                Service=usher.service
                TriggerLimitIntervalSec=0
                [X-HTTP]
                Port=80
                Hosts=alt.example
                """);
        container.dropIn("wiki.socket", "full", "[X-HTTP]\nPrefix=http://*:80/full/\n");
        container.systemctl("stop", "usher.socket", "usher.service");
        container.systemctl("start", "alt.socket", "usher.socket");
        Wire.awaitStatus(container, "/wiki/", 200);
        assertEquals("200", status("http://127.0.0.1:8080/full/", "alt.example"));
        assertEquals("421", status("http://127.0.0.1:8080/full/", "other.example"));
        assertEquals("200", status("http://127.0.0.1/full/", "other.example"));
        container.systemctl("stop", "alt.socket", "usher.socket", "usher.service");
        container.run("rm", "/etc/systemd/system/alt.socket").succeeded();
        container.removeDropIn("wiki.socket", "full");
    }

    private String status(String url, String host) throws IOException {
        return container
                .run(
                        "curl",
                        "--silent",
                        "--output",
                        "/dev/null",
                        "--write-out",
                        "%{http_code}",
                        "--header",
                        "Host: " + host,
                        url)
                .out();
    }
}

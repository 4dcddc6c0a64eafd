package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code usherctl run} as a newcomer has it: a staged tree somewhere, an ordinary user, and nothing installed of it.
 * systemd only watches, and ends nothing but the one process that it has started.
 */
@SystemTest
@Tag("jvm")
final class EmbeddedDefaultTest {
    private static final String USER = "nobody";
    private static final String UNIT = "newcomer.service";
    private static final String EXAMPLES = "/opt/stage/usr/share/usher/examples";

    private final Container container;

    EmbeddedDefaultTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void run() throws IOException {
        Command.run(
                        "cp",
                        "-a",
                        Stage.DIRECTORY.toString(),
                        container.path("/opt/stage").toString())
                .succeeded();
        container.run("rm", "-rf", "/usr/lib/usher", "/usr/share/usher").succeeded();
        container.write(
                "/etc/systemd/system/" + UNIT,
                """
                [Service]
                ExecStart=/opt/stage/usr/bin/usherctl run %s
                Environment=HOME=/nonexistent
                User=%s
                KillMode=process
                SuccessExitStatus=143
                """
                        .formatted(EXAMPLES, USER));
        container.systemctl("daemon-reload");
        container.systemctl("start", UNIT);
        awaitInvitation(1);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        container.systemctl("stop", UNIT);
        assertEquals("success", container.property(UNIT, "Result"));
        assertEquals(List.of(), processes());
        assertEquals("", container.sh("find /tmp -name 'usher-*'").succeeded());
    }

    @Test
    void bothExamplesAnswerAnOrdinaryUser() throws IOException {
        try (Client client = container.connect("127.0.0.1", 8080).send(Wire.get("/echo/x"))) {
            String answer = client.receiveAll();
            assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
            assertTrue(answer.contains("\r\n\r\nGET /echo/x HTTP/1.1\n"), answer);
            assertTrue(answer.endsWith("client: 127.0.0.1 " + client.address().getPort() + "\n"), answer);
        }
        try (Client client = container.connect("127.0.0.1", 8080).send(Wire.get("/hello/x"))) {
            String answer = client.receiveAll();
            assertTrue(answer.endsWith("GET /hello/x came by the prefix /hello/\n"), answer);
        }
        String printed = printed();
        assertTrue(printed.contains(" on these units: /opt/stage/usr/bin/usherctl check " + EXAMPLES + "\n"), printed);
        assertFalse(printed.contains("]\n") || printed.contains("note:"), printed);
        assertTrue(processes().contains(container.property(UNIT, "MainPID")));
        assertEquals(4, processes().size(), "usherctl, dispatcher, echo, hello");
    }

    @Test
    void aMistakeIsNamedOnceAndBeforeTheFirstRequest() throws IOException {
        container.systemctl("stop", UNIT);
        container.write(
                EXAMPLES + "/bad.socket",
                "[Socket]\nListenDatagram=/run/usher/apps/bad.sock\n[X-HTTP]\nPrefix=bad http://x:81/\n");
        container.systemctl("start", UNIT);
        container.awaitJournal(UNIT, "[unserved-port]");
        awaitInvitation(1); // after all that is named
        assertEquals(200, status("/echo/x"));
        for (String id : new String[] {"bad-prefix", "unserved-port", "unsafe-socket"}) {
            assertEquals(2, printed().split("\\[" + id + "]", -1).length, printed());
        }
        container.run("rm", EXAMPLES + "/bad.socket").succeeded();
    }

    @Test
    void directoryMayHaveLettersBeyondAsciiInThePlainLocale() throws IOException {
        container.systemctl("stop", UNIT);
        container
                .sh("cp -r " + EXAMPLES + " \"$(printf '/opt/\\303\\274bung')\"")
                .succeeded();
        container.dropIn(
                UNIT,
                "plain",
                """
                [Service]
                ExecStart=
                ExecStart=/opt/stage/usr/bin/usherctl run .
                WorkingDirectory=/opt/übung
                Environment=LC_ALL=C
                """);
        container.systemctl("start", UNIT);
        awaitInvitation(1);
        assertEquals(200, status("/echo/x"));
        container.removeDropIn(UNIT, "plain");
    }

    /** Each as its template says, in a directory with links to the units of an installed usher. */
    @Test
    void serversThatOnlyListenAndFilesAreServedFromOneDirectory() throws IOException {
        container.systemctl("stop", UNIT);
        container.install("servers/flask_app.py", "/opt/units/flask_app.py");
        container.install("servers/app.php", "/opt/app.php");
        container.write("/opt/files/a.txt", "a file");
        container.write("/opt/cached/hit", "a hit");
        container.write(
                "/opt/units/flask.socket",
                "[Socket]\nListenStream=/run/%p.sock\n[X-HTTP]\nPrefix=/flask/\nStatic=/opt/cached\n");
        container.write(
                "/opt/units/flask.service", "[Service]\nWorkingDirectory=%Y\nExecStart=gunicorn flask_app:app\n");
        container.write(
                "/opt/units/usher-forward@php.socket.d/http.conf", "[X-HTTP]\nPrefix=/php/\nForward=127.0.0.1:8090\n");
        container.write("/opt/units/usher-static@docs.service.d/root.conf", "[Service]\nEnvironment=ROOT=/opt/files\n");
        container
                .sh(
                        """
                        systemd-run --quiet --unit=php php -S 127.0.0.1:8090 /opt/app.php
                        cd /opt/units
                        shipped=/opt/stage/usr/lib/systemd/system
                        ln -s $shipped/usher-forward@.socket usher-forward@php.socket
                        ln -s $shipped/usher-static@.socket usher-static@docs.socket
                        ln -s $shipped/usher-forward@.service $shipped/usher-static@.service .
                        """)
                .succeeded();
        container.dropIn(
                UNIT, "servers", "[Service]\nExecStart=\nExecStart=/opt/stage/usr/bin/usherctl run /opt/units\n");
        container.systemctl("start", UNIT);
        awaitInvitation(1);
        String answers = container
                .sh(
                        "cd /; for path in flask/x flask/hit php/x docs/a.txt; do curl -sSf http://127.0.0.1:8080/$path; echo; done")
                .succeeded();
        assertEquals("flask, \na hit\nphp, 127.0.0.1\na file\n", answers);
        container.systemctl("stop", "php.service");
        container.removeDropIn(UNIT, "servers");
    }

    /** As systemd, which fails the socket of such a service. */
    @Test
    void crashLoopIsAnswered503AndAnEditIsFollowed() throws IOException {
        container.write(EXAMPLES + "/echo.service.d/new", "[Service]\nExecStart=\nExecStart=/bin/false\n");
        container // at one stroke, or half of it may be seen first
                .sh("cd " + EXAMPLES + "/echo.service.d; mv new 10.conf")
                .succeeded();
        awaitInvitation(2);
        assertEquals(503, status("/echo/x"));
        container.awaitJournal(UNIT, "Unit files have changed: everything starts anew.");
        container.awaitJournal(UNIT, "echo.service has started 5 times within ");
        container.run("rm", EXAMPLES + "/echo.service.d/10.conf").succeeded();
        awaitInvitation(3);
        assertEquals(200, status("/echo/x"));
    }

    /** Waits until the unit, since its last start, has begun to serve for the {@code count}th time. */
    private void awaitInvitation(int count) throws IOException {
        String invocation = container.property(UNIT, "InvocationID");
        container
                .sh("until [ $(journalctl --output=cat _SYSTEMD_INVOCATION_ID=" + invocation
                        + " | grep --count 'Ctrl-C ends it') -ge " + count + " ]; do :; done")
                .succeeded();
    }

    @Test
    void explainSaysOfTheUrlThatIsPrintedWhatItDoes() throws IOException {
        String control = container
                .sh("find /tmp -path '/tmp/usher-*/run/usher/control'")
                .succeeded()
                .strip();
        String explained = container
                .sh("USHER_CONTROL=" + control + " /opt/stage/usr/bin/usherctl explain http://127.0.0.1:8080/echo/x")
                .succeeded();
        assertTrue(explained.matches("(?s).*Outcome: +route\n.*"), explained);
        String asked = "USHER_CONTROL=" + control + " /opt/stage/usr/bin/usherctl routes ";
        assertTrue(printed().contains(asked), "it names the usherctl that runs, which is on nobody's PATH");
    }

    private int status(String path) throws IOException {
        try (Client client = container.connect("127.0.0.1", 8080).send(Wire.get(path))) {
            return Integer.parseInt(client.receiveAll().substring(9, 12));
        }
    }

    /** What usherctl and the programs that it runs have printed. */
    private String printed() throws IOException {
        return container.sh("journalctl --output=cat --unit=" + UNIT).succeeded();
    }

    private List<String> processes() throws IOException {
        return container.run("pgrep", "-u", USER).out().lines().toList();
    }
}

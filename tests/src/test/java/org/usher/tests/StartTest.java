package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A dispatcher that cannot start says why in one sentence, and what to do. */
@SystemTest
final class StartTest {
    private final Container container;

    StartTest(Container container) {
        this.container = container;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    no number         | LISTEN_PID=$$ LISTEN_FDS=x                      | LISTEN_FDS="x": it is not a number of sockets: set both variables or none
                    number of nothing | LISTEN_PID=$$ LISTEN_FDS=0                      | LISTEN_FDS="0": it is not a number of sockets: set both variables or none
                    sockets of nobody | LISTEN_FDS=1                                    | LISTEN_FDS="1": LISTEN_PID is not set: do not let sudo or a wrapper drop it
                    no such process   | LISTEN_PID=me LISTEN_FDS=1                      | LISTEN_PID="me": it is not a process id: set both variables or none
                    names of others   | LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=a:b   | LISTEN_FDNAMES="a:b": it has 2 names for LISTEN_FDS="1": give each fd one, or unset it
                    """)
    void malformedEnvironmentIsQuoted(String name, String variables, String sentence) throws IOException {
        Outcome outcome = container.sh("exec env " + variables + " /usr/lib/usher/dispatcher");
        assertEquals("<3>cannot start: " + sentence + "\n", outcome.err(), name);
        assertEquals(1, outcome.status());
    }

    @Test
    void serviceWithoutSocketsEndsWithOneSentenceInTheJournal() throws IOException {
        container.write(
                "/etc/systemd/system/alone.service", "[Service]\nType=notify\nExecStart=/usr/lib/usher/dispatcher\n");
        container.systemctl("daemon-reload");
        assertEquals(1, container.run("systemctl", "start", "alone.service").status());
        assertEquals(
                "exit-code 1",
                container.property("alone.service", "Result") + " "
                        + container.property("alone.service", "ExecMainStatus"));
        container.awaitJournal(
                "alone.service",
                "cannot start: no sockets were passed to this process (LISTEN_FDS is not set): start it through its .socket unit");
    }

    /** Nothing but a missing listener keeps port 80 from being served: here the JVM may not wrap the descriptor. */
    @Test
    void controlSocketThatCannotBeOpenedStopsNobody() throws IOException {
        Apps.enableEcho(container);
        String launcher = "/usr/lib/usher/dispatcher";
        container
                .sh("cp " + launcher + " /run/launcher; sed -i 's/--add-opens=[^ ]*//' " + launcher)
                .succeeded();
        container.systemctl("start", "usher.socket");
        Wire.awaitStatus(container, "/echo/", 200);
        container.awaitJournal("usher.service", "serve usherctl on usher-control.socket: ");
        container.sh("cp /run/launcher " + launcher).succeeded();
        container.systemctl("restart", "usher.service");
        assertEquals(0, container.run("usherctl", "status").status());
    }

    @Test
    void unknownOptionIsAUsageError() throws IOException {
        Outcome outcome = container.run("/usr/lib/usher/dispatcher", "--listen", "80");
        assertEquals(2, outcome.status());
        assertEquals(
                "unknown option --listen; usage: dispatcher [--unit-path DIR [--socket-root DIR] [--port N]"
                        + " [--reservations DIR]]\n",
                outcome.err());
    }
}

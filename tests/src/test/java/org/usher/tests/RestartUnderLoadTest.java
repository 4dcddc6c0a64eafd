package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two thousand new connections a second, slow heads among them, while the dispatcher comes and goes. */
@SystemTest
final class RestartUnderLoadTest {
    private static final int RATE = 2_000;
    private static final int TIMES = 100;

    /** Fewer than wait in the backlog of port 80: every client that comes finds room there, however long it takes. */
    private static final int OPEN_MAX = 3_000;

    /** Fewer than fit into the app's socket, so that none waits in the dispatcher for room there. */
    private static final int OPEN_MAX_WITHOUT_OFFERING = 400;

    private final Container container;

    RestartUnderLoadTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        Load.prepare(container);
    }

    /** Between two restarts whoever came during the first is served: a client that comes last says when. */
    @Test
    void hundredRestartsFailNoRequest() throws IOException {
        Load load = Load.start(container, RATE, OPEN_MAX);
        for (int i = 0; i < TIMES; i++) {
            container.systemctl("restart", "usher.service");
            assertEquals(200, Wire.status(container, "/fast/"));
        }
        assertOnlyServed(load.stop());
        container.awaitJournal("usher.service", "took up ");
    }

    /**
     * The dispatcher is stopped before it is killed, and asked what it holds: nobody else may fail, and of these only
     * one in a kill had its head there when it was accepted, for the loop decides on one after the other. Every thread
     * must have stopped: one that is in accept(2) comes back with one more.
     */
    @Test
    void hundredKillsFailOnlyThoseWhoseHeadWasIncompleteAndTheOneInHand() throws IOException {
        Load load = Load.start(container, RATE, OPEN_MAX_WITHOUT_OFFERING);
        for (int i = 0; i < TIMES; i++) {
            kill();
            if (i % 2 == 0) { // the others are killed with a backlog before them
                assertEquals(200, Wire.status(container, "/fast/"));
            }
        }
        Load.Result result = load.stop();
        Set<String> held = held();
        int inHand = 0;
        for (Map.Entry<String, String> failure : result.failures().entrySet()) {
            assertTrue(held.contains(failure.getKey()), failure::toString);
            assertTrue(
                    failure.getValue().matches("(slow )?(EOF|ECONNRESET|EPIPE) (incomplete|whole)"), failure::toString);
            inHand += failure.getValue().startsWith("slow ") ? 0 : 1;
        }
        assertTrue(inHand <= TIMES, inHand + " in hand at " + TIMES + " kills");
        assertTrue(result.failures().size() > inHand, "no slow head was there at any kill");
    }

    /** Kills the dispatcher, notes which clients' connections it held, and waits until there is another one. */
    private void kill() throws IOException {
        String script =
                """
                state() { systemctl show --property=ActiveState,MainPID usher.service | sort | tr '\\n' ' '; }
                before=$(state)
                pid=$(systemctl show --value --property=MainPID usher.service)
                kill -STOP $pid
                while cat /proc/$pid/task/*/status | grep '^State:' | grep --quiet --invert-match 'T (stopped)'; do :; done
                ss --no-header --tcp --numeric --processes state connected sport = :80 | grep pid=$pid, >>/tmp/held || :
                kill -KILL $pid
                now=$before
                until [ "$now" != "$before" ] && [ "${now%MainPID*}" = "ActiveState=active " ]; do now=$(state); done
                """;
        container.sh(script).succeeded();
    }

    /** Returns the addresses of the clients whose connections a dispatcher held when it was killed. */
    private Set<String> held() throws IOException {
        Set<String> clients = new HashSet<>();
        Pattern client = Pattern.compile(":80 +\\[?(?:::ffff:)?([0-9.]+)]?:([0-9]+) ");
        Matcher found = client.matcher(container.run("cat", "/tmp/held").succeeded());
        while (found.find()) {
            clients.add(found.group(1) + ":" + found.group(2));
        }
        return clients;
    }

    /** The moments that are waited for are the ten seconds themselves. */
    @Test
    void jarThatIsBrokenForTenSecondsRefusesNobody() throws IOException {
        Load load = Load.start(container, RATE, OPEN_MAX);
        container
                .sh("cd /usr/lib/usher; mv usher-dispatcher.jar /tmp; echo broken >usher-dispatcher.jar")
                .succeeded();
        // The dispatcher that runs has its classes; the next one has not.
        container.systemctl("restart", "--no-block", "usher.service");
        container.run("sleep", "10").succeeded();
        assertEquals("active", container.property("usher.socket", "ActiveState"));
        container
                .sh("until [ $(systemctl show --value --property=NRestarts usher.service) -gt 1 ]; do :; done")
                .succeeded();
        container.sh("mv /tmp/usher-dispatcher.jar /usr/lib/usher").succeeded();
        assertOnlyServed(load.stop());
    }

    private static void assertOnlyServed(Load.Result result) {
        assertEquals(Map.of(), result.failures());
        assertTrue(result.counts().get("served") > 0 && result.counts().get("slow served") > 0);
    }
}

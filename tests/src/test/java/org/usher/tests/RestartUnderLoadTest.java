package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
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

    @Test
    void hundredRestartsFailNoRequest() throws IOException {
        Load load = Load.start(container, RATE, OPEN_MAX);
        for (int i = 0; i < TIMES; i++) {
            container.systemctl("restart", "usher.service");
        }
        Map<String, Integer> outcomes = load.stop();
        assertOnlyServed(outcomes);
        container.awaitJournal("usher.service", "took up ");
    }

    /**
     * The loop decides on one connection after the other, so at the moment of a kill one whole head at the most is
     * with the dispatcher; everything else is in systemd's backlog or at the app.
     */
    @Test
    void hundredKillsFailOnlyThoseWhoseHeadWasIncompleteAndTheOneInHand() throws IOException {
        Load load = Load.start(container, RATE, OPEN_MAX_WITHOUT_OFFERING);
        for (int i = 0; i < TIMES; i++) {
            kill();
        }
        Map<String, Integer> outcomes = load.stop();
        int incomplete = 0;
        int inHand = 0;
        for (Map.Entry<String, Integer> outcome : failures(outcomes).entrySet()) {
            if (outcome.getKey().endsWith(" incomplete")) {
                assertTrue(outcome.getKey().matches("slow (EOF|ECONNRESET|EPIPE) incomplete"), outcomes::toString);
                incomplete += outcome.getValue();
            } else {
                assertTrue(outcome.getKey().matches("(slow )?(EOF|ECONNRESET) whole"), outcomes::toString);
                inHand += outcome.getValue();
            }
        }
        assertTrue(inHand <= TIMES, outcomes::toString);
        assertTrue(incomplete > 0 && outcomes.get("slow served") > 0, outcomes::toString);
    }

    /** Kills the dispatcher, and waits until systemd has another one that is ready. */
    private void kill() throws IOException {
        String script =
                """
                state() { systemctl show --property=ActiveState,MainPID usher.service | sort | tr '\n' ' '; }
                before=$(state)
                pid=${before#*MainPID=}
                kill -KILL $pid
                now=$before
                until [ "$now" != "$before" ] && [ "${now%MainPID*}" = "ActiveState=active " ]; do now=$(state); done
                """;
        container.sh(script).succeeded();
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
        assertTrue(Integer.parseInt(container.property("usher.service", "NRestarts")) > 1);
        container.sh("mv /tmp/usher-dispatcher.jar /usr/lib/usher").succeeded();
        assertOnlyServed(load.stop());
    }

    private static void assertOnlyServed(Map<String, Integer> outcomes) {
        assertEquals(Map.of(), failures(outcomes), outcomes::toString);
        assertTrue(outcomes.get("served") > 0 && outcomes.get("slow served") > 0, outcomes::toString);
        System.out.println(outcomes);
    }

    private static Map<String, Integer> failures(Map<String, Integer> outcomes) {
        Map<String, Integer> failures = new TreeMap<>(outcomes);
        failures.keySet()
                .removeIf(outcome -> outcome.endsWith("served")
                        || outcome.equals("started")
                        || outcome.equals("a second")
                        || outcome.equals("open at most"));
        return failures;
    }
}

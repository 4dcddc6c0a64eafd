package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;

/** Restarts of an app that is asked 200 times a second, one request after the other, each on a connection of its own. */
final class Restarts {
    private static final int COUNT = 5;

    private Restarts() {}

    /** Fails unless each request for {@code path} meanwhile is answered 200, all with the same line, which has {@code part}. */
    static void assertLoseNothing(Container container, String app, String path, String part) throws IOException {
        Wire.awaitStatus(container, path, 200);
        container.install("steady.py", "/usr/lib/steady.py");
        Process load = container.start("python3", "/usr/lib/steady.py", "200", "/tmp/steady", path);
        assertEquals("begun", load.inputReader().readLine());
        for (int i = 0; i < COUNT; i++) {
            container.systemctl("reset-failed", app + ".service"); // or they are too many within 20 s
            container.systemctl("restart", app + ".service");
            Wire.assertServed(container.connect("127.0.0.1", 80).send(Wire.get(path)));
        }
        load.getOutputStream().close();
        load.onExit().join();
        List<String> outcomes = container
                .sh("cut -d ' ' -f 3- /tmp/steady | grep .")
                .succeeded()
                .lines()
                .distinct()
                .toList();
        assertEquals(1, outcomes.size(), outcomes::toString);
        assertTrue(outcomes.get(0).startsWith(path + " ") && outcomes.get(0).contains(part), outcomes::toString);
    }
}

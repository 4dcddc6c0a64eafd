package org.usher.tests;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Many clients at once: {@code load.py} as a service of the container, and the app that it asks. Closing it without
 * {@link #stop} ends it with the container.
 */
final class Load {
    private static final String OUTPUT = "/tmp/load.out";

    private final Container container;

    private Load(Container container) {
        this.container = container;
    }

    /** Makes the app, {@code /fast/}, and has usher's limits leave room for a machine that is slow. */
    static void prepare(Container container) throws IOException {
        container.install("fast.py", "/usr/lib/fast.py");
        container.install("load.py", "/usr/lib/load.py");
        Apps.enable(container, "fast", "/fast/");
        container.dropIn("fast.service", "program", "[Service]\nExecStart=\nExecStart=python3 /usr/lib/fast.py\n");
        container.dropIn("fast.socket", "long-queue", "[X-HTTP]\nQueueMax=10000\n");
        container.dropIn("usher.socket", "patient", "[X-HTTP]\nHeadTimeoutSec=60\n");
        container.systemctl("restart", "usher.socket");
        Wire.awaitStatus(container, "/fast/", 200);
        container.awaitProperty("usher.service", "ActiveState", "active");
    }

    /** Begins with {@code rate} new connections a second, of which no more than {@code openMax} are open at a time. */
    static Load start(Container container, int rate, int openMax) throws IOException {
        container
                .run(
                        "systemd-run",
                        "--unit=load",
                        "--collect",
                        "--property=LimitNOFILE=65536",
                        "--property=StandardOutput=truncate:" + OUTPUT,
                        "python3",
                        "/usr/lib/load.py",
                        Integer.toString(rate),
                        Integer.toString(openMax))
                .succeeded();
        return new Load(container);
    }

    /**
     * What became of the connections.
     *
     * @param counts how many had which outcome
     * @param failures what the clients saw that were not served, by their addresses
     */
    record Result(Map<String, Integer> counts, Map<String, String> failures) {}

    /** Opens no more connections, waits for the answers to those that are open, and returns what became of all. */
    Result stop() throws IOException {
        container.systemctl("kill", "--signal=TERM", "load.service");
        // Collected when it has ended: then systemd does not know it any more.
        container.awaitProperty("load.service", "LoadState", "not-found");
        Map<String, Integer> counts = new TreeMap<>();
        Map<String, String> failures = new TreeMap<>();
        for (String line : container.run("cat", OUTPUT).succeeded().lines().toList()) {
            String[] words = line.split(" ", 2);
            if (words[0].equals("failed")) {
                String[] failure = words[1].split(" ", 2);
                failures.put(failure[0], failure[1]);
            } else {
                counts.put(words[1], Integer.parseInt(words[0]));
            }
        }
        System.out.println(counts);
        return new Result(counts, failures);
    }
}

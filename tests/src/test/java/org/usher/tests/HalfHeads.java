package org.usher.tests;

import java.io.IOException;
import java.nio.file.Files;

/** Clients that have sent half a head and wait: {@code heads.py} as a service of the container. */
final class HalfHeads {
    private final Container container;

    private HalfHeads(Container container) {
        this.container = container;
    }

    /** Opens {@code count} connections, and returns when each has sent half a head. The app is that of {@link Load}. */
    static HalfHeads open(Container container, int count) throws IOException {
        container.install("heads.py", "/usr/lib/heads.py");
        Files.deleteIfExists(container.path("/tmp/heads.out")); // which may be that of others
        container
                .run(
                        "systemd-run",
                        "--unit=heads",
                        "--collect",
                        "--property=LimitNOFILE=65536",
                        "--property=StandardOutput=truncate:/tmp/heads.out",
                        "python3",
                        "/usr/lib/heads.py",
                        Integer.toString(count))
                .succeeded();
        container
                .sh("until grep --quiet --no-messages open /tmp/heads.out; do :; done")
                .succeeded();
        return new HalfHeads(container);
    }

    /** Sends the rest of each head, and returns how many clients were served. */
    int complete() throws IOException {
        container.systemctl("kill", "--signal=TERM", "heads.service");
        container.awaitProperty("heads.service", "LoadState", "not-found");
        String served = container.run("tail", "-n", "1", "/tmp/heads.out").succeeded();
        return Integer.parseInt(served.strip().replaceFirst("^served ", ""));
    }
}

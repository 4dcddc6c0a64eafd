package org.usher.tests;

import java.io.IOException;

/** The app that is let to the return socket and abuses it: {@code rogue.py}. */
final class Rogue {
    private Rogue() {}

    /** Starts listening for it under the name and the prefix {@code name}. */
    static void enable(Container container, String name) throws IOException {
        container.install("rogue.py", "/usr/lib/rogue.py");
        Apps.enable(container, name, "/" + name + "/");
        container.dropIn(
                name + ".service",
                "program",
                """
                [Service]
                ExecStart=
                ExecStart=python3 /usr/lib/rogue.py
                SupplementaryGroups=usher-app
                """);
    }

    /** Returns a request to do {@code what}, on a connection that is kept. */
    static String ask(String name, String what) {
        return "GET /" + name + "/" + what + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }
}

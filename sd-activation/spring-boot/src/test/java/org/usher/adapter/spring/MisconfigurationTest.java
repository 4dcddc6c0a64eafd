package org.usher.adapter.spring;

import org.junit.jupiter.api.Tag;
import org.usher.handoff.MisconfigurationContract;

@Tag("jvm")
class MisconfigurationTest extends MisconfigurationContract {
    MisconfigurationTest() {
        super(
                Program.class,
                "systemd passed no socket (LISTEN_FDS is not set), so Tomcat opens server.port itself: to serve behind"
                        + " usher, start the app through its .socket unit");
    }

    /** The app on any port. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            System.setProperty("server.port", "0");
            SpringApp.main(arguments);
        }
    }
}

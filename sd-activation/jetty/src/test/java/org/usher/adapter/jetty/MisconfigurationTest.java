package org.usher.adapter.jetty;

import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Tag;
import org.usher.handoff.MisconfigurationContract;

@Tag("jvm")
class MisconfigurationTest extends MisconfigurationContract {
    @Override
    protected Class<?> program() {
        return Program.class;
    }

    /** As the page says. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws Exception {
            Server server = new Server();
            server.addConnector(new ActivatedConnector(server));
            server.start();
        }
    }
}

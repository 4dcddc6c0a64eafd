package org.usher.adapter.httpserver;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Tag;
import org.usher.handoff.MisconfigurationContract;

@Tag("jvm")
class MisconfigurationTest extends MisconfigurationContract {
    MisconfigurationTest() {
        super(Program.class, "serves port "); // code that is written to the JDK's interface runs as it always did
    }

    /** As the page says, on any port. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws Exception {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.start();
            System.out.println("serves port " + server.getAddress().getPort());
        }
    }
}

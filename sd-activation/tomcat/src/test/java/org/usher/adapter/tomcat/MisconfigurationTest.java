package org.usher.adapter.tomcat;

import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
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
            Tomcat tomcat = new Tomcat();
            tomcat.setConnector(new Connector(ActivatedProtocol.class.getName()));
            tomcat.start();
        }
    }
}

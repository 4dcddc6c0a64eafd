package org.usher.adapter.spring;

import org.junit.jupiter.api.Tag;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.usher.handoff.MisconfigurationContract;

@Tag("jvm")
class MisconfigurationTest extends MisconfigurationContract {
    @Override
    protected Class<?> program() {
        return Program.class;
    }

    @Override
    protected String startedByHand() {
        return "systemd passed no socket (LISTEN_FDS is not set), so Tomcat opens server.port itself: to serve behind"
                + " usher, start the app through its .socket unit";
    }

    @EnableAutoConfiguration
    static class Application {}

    /** As the page says. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws Exception {
            System.setProperty("server.port", "0");
            System.setProperty("spring.main.banner-mode", "off");
            SpringApplication.run(Application.class);
        }
    }
}

package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every shape that units and their drop-ins can have; systemd itself says which files count. */
@SystemTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class UnitShapesTest {
    private static final String SYSTEM = "/etc/systemd/system/";

    private static final String SOCKET =
            """
            [Socket]
            ListenDatagram=/run/usher/apps/%N.sock
            SocketMode=0660
            SocketGroup=usher
            """;

    private static final String SERVICE = "[Service]\nExecStart=/usr/share/usher/examples/echo.py\nDynamicUser=yes\n";

    private final Container container;

    UnitShapesTest(Container container) {
        this.container = container;
    }

    @BeforeAll
    void serve() throws IOException {
        container.systemctl("start", "usher.socket", "usher.service");
    }

    @Test
    void instancesOfATemplateClaimByTheirSpecifiersAndTheDropInsOfEachLevel() throws IOException {
        container.write(SYSTEM + "site@.socket", SOCKET + "[X-HTTP]\nPrefix=/sites/%i/\n");
        container.write(SYSTEM + "site@.service", SERVICE);
        container.write(SYSTEM + "site@.socket.d/20-template.conf", "[X-HTTP]\nPrefix=//%i.example/\n");
        container.write(SYSTEM + "site@alice.socket.d/30-instance.conf", "[X-HTTP]\nPrefix=/%p-of-%j/\n");
        container.systemctl("daemon-reload");
        container.systemctl("start", "site@alice.socket");
        Wire.awaitStatus(container, "/sites/alice/", 200);
        assertEquals(200, Wire.status(container, "/site-of-site/"));
        assertEquals(404, Wire.status(container, "/sites/bob/"));
        container.systemctl("start", "site@bob.socket");
        Wire.awaitStatus(container, "/sites/bob/", 200);
        String routes = routes();
        assertTrue(routes.contains("//alice.example/") && routes.contains("//bob.example/"), routes);
        container.systemctl("start", "site@a-b.socket");
        Wire.awaitStatus(container, "/sites/a-b/", 200);
        container.systemctl("stop", "site@alice.socket", "site@alice.service");
        Wire.awaitStatus(container, "/sites/alice/", 404);
        assertEquals(200, Wire.status(container, "/sites/bob/"));
    }

    @Test
    void dropInsOfTheTypeAndOfTheNamesBeginningCount() throws IOException {
        unit("shop-front", "/front/");
        container.write(SYSTEM + "shop-.socket.d/40-shops.conf", "[X-HTTP]\nPrefix=/by-prefix/%N/\n");
        container.write(SYSTEM + "socket.d/50-all.conf", "[X-HTTP]\nPrefix=/by-type/%N/\n");
        container.systemctl("daemon-reload");
        container.systemctl("start", "shop-front.socket");
        Wire.awaitStatus(container, "/front/", 200);
        assertEquals(200, Wire.status(container, "/by-prefix/shop-front/"));
        assertEquals(200, Wire.status(container, "/by-type/shop-front/"));
        container.run("rm", "-r", SYSTEM + "socket.d").succeeded();
        container.systemctl("daemon-reload");
        Wire.awaitStatus(container, "/by-type/shop-front/", 404);
        assertEquals(200, Wire.status(container, "/by-prefix/shop-front/"));
    }

    @Test
    void aUnitThatHasAnAliasIsOneUnitWithTheDropInsOfBothNames() throws IOException {
        unit("true-name", "/true/");
        container
                .run("sed", "-i", "s,%N.sock,true-name.sock,", SYSTEM + "true-name.socket")
                .succeeded();
        container
                .run("ln", "-s", "true-name.socket", SYSTEM + "other-name.socket")
                .succeeded();
        container.write(SYSTEM + "other-name.socket.d/50-alias.conf", "[X-HTTP]\nPrefix=/alias/\n");
        container.systemctl("daemon-reload");
        container.systemctl("start", "other-name.socket");
        Wire.awaitStatus(container, "/true/", 200);
        Wire.awaitStatus(container, "/alias/", 200);
        String routes = routes();
        assertFalse(routes.contains("other-name.socket "), routes);
        container.systemctl("stop", "other-name.socket");
        Wire.awaitStatus(container, "/alias/", 404);
    }

    /** systemd expands the path to the name by which it loaded the unit, which usher cannot know. */
    @Test
    void aPathWithTheNameInItOfAUnitThatWasLoadedByAnAliasIsAProblem() throws IOException {
        unit("real-name", "/real/");
        container
                .run("ln", "-s", "real-name.socket", SYSTEM + "nickname.socket")
                .succeeded();
        container.systemctl("daemon-reload");
        container.systemctl("start", "nickname.socket");
        Wire.awaitStatus(container, "/real/", 503);
        String problems = container.run("usherctl", "problems").out();
        assertTrue(problems.contains("there is no socket file /run/usher/apps/real-name.sock"), problems);
        container.systemctl("stop", "nickname.socket");
    }

    @Test
    void aMaskedUnitThatStillListensClaimsNothing() throws IOException {
        unit("masked", "/masked/");
        container.systemctl("daemon-reload");
        container.systemctl("start", "masked.socket");
        Wire.awaitStatus(container, "/masked/", 200);
        container.run("rm", SYSTEM + "masked.socket").succeeded();
        container.systemctl("mask", "masked.socket");
        Wire.awaitStatus(container, "/masked/", 404);
        assertEquals("masked", container.property("masked.socket", "LoadState"));
    }

    @Test
    void aGeneratedUnitIsAUnitLikeAnyOther() throws IOException {
        String generator = "/run/systemd/system-generators/usher-test";
        container.write(
                generator, "#!/bin/sh\nsed s,PREFIX,/generated/, /run/generated.socket >\"$1/generated.socket\"\n");
        container.write("/run/generated.socket", SOCKET + "[X-HTTP]\nPrefix=PREFIX\n");
        container.write(SYSTEM + "generated.service", SERVICE);
        container.run("chmod", "755", generator).succeeded();
        container.systemctl("daemon-reload");
        container.systemctl("start", "generated.socket");
        Wire.awaitStatus(container, "/generated/", 200);
        container.write(
                generator, "#!/bin/sh\nsed s,PREFIX,/otherwise/, /run/generated.socket >\"$1/generated.socket\"\n");
        container.systemctl("daemon-reload");
        Wire.awaitStatus(container, "/otherwise/", 200);
        assertEquals(404, Wire.status(container, "/generated/"));
    }

    private void unit(String name, String prefix) throws IOException {
        container.write(SYSTEM + name + ".socket", SOCKET + "[X-HTTP]\nPrefix=" + prefix + "\n");
        container.write(SYSTEM + name + ".service", SERVICE);
    }

    private String routes() throws IOException {
        return container.run("usherctl", "routes").succeeded();
    }
}

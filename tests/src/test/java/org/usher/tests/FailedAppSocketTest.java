package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** An app whose condition is not met starts no process that could be restarted: its socket fails at systemd's trigger limit. */
@SystemTest
final class FailedAppSocketTest {
    private final Container container;

    FailedAppSocketTest(Container container) {
        this.container = container;
    }

    @Test
    void listensAgainWithoutAnAdmin() throws IOException {
        fail("wiki");
        container.write("/run/wiki-is-repaired", "");
        container.awaitJournal("usher-rearm@wiki.service", "Finished");
        send("wiki");
        container.awaitJournal("wiki.service", "Started");
        assertEquals("active", container.property("wiki.socket", "ActiveState"));
        assertEquals("10\n", container.run("cat", "/run/usher-rearm/wiki").succeeded());
    }

    @Test
    void waitsTwiceAsLongAsLastTimeAndStaysDownWhenAnAdminStopsItMeanwhile() throws IOException {
        container.write("/run/usher-rearm/blog", "20\n");
        fail("blog");
        container.awaitProperty("usher-rearm@blog.service", "ActiveState", "activating");
        container
                .sh("until [ \"$(cat /run/usher-rearm/blog)\" = 40 ]; do :; done")
                .succeeded();
        container.systemctl("stop", "blog.socket");
        container.awaitJournal("usher-rearm@blog.service", "Stopped");
        assertEquals("failed", container.property("blog.socket", "ActiveState"));
    }

    @Test
    void keepsItsPrefixUntilAnAdminLetsItGo() throws IOException {
        Apps.enableEcho(container); // somebody who answers for this host
        container.systemctl("start", "usher.socket");
        container.write("/run/usher-rearm/shop", "40\n"); // so that it is not started again meanwhile
        fail("shop");
        Wire.awaitStatus(container, "/shop/", 503);
        container.systemctl("reload", "usher"); // it may be 503 AppOffline before the dispatcher has heard why
        String routes = container.run("usherctl", "routes", "--json=short").succeeded();
        assertTrue(routes.matches("(?s).*\"unit\":\"shop.socket\"[^}]*\"state\":\"failed\".*"), routes);
        container.systemctl("stop", "shop.socket");
        assertEquals("failed", container.property("shop.socket", "ActiveState"));
        assertEquals(503, Wire.status(container, "/shop/"));
        container.systemctl("reset-failed", "shop.socket");
        Wire.awaitStatus(container, "/shop/", 404);
    }

    /** Makes an app that cannot start, and lets requests come until systemd gives up. */
    private void fail(String app) throws IOException {
        container.write(
                "/etc/systemd/system/" + app + ".socket",
                """
                [Unit]
                OnFailure=usher-rearm@%p.service
                [Socket]
                ListenDatagram=/run/usher/apps/%p.sock
                SocketMode=0660
                SocketGroup=usher
                [X-HTTP]
                Prefix=/%p/
                """);
        container.write(
                "/etc/systemd/system/" + app + ".service",
                """
                [Unit]
                ConditionPathExists=/run/%p-is-repaired
                [Service]
                ExecStart=/bin/sleep infinity
                """);
        container.systemctl("daemon-reload");
        container.systemctl("start", app + ".socket");
        send(app);
        container.awaitJournal(app + ".socket", "Failed with result 'trigger-limit-hit'");
    }

    private void send(String app) throws IOException {
        String script =
                "import socket, sys; socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b'x', sys.argv[1])";
        container
                .run("python3", "-c", script, "/run/usher/apps/" + app + ".sock")
                .succeeded();
    }
}

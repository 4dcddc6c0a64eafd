package org.usher.tests;

import java.io.IOException;

/** Apps for a container: the echo example, and copies of it under other names and prefixes. */
final class Apps {
    private Apps() {}

    /** Starts listening for the echo example as it is shipped, under {@code /echo/}. */
    static void enableEcho(Container container) throws IOException {
        container.systemctl("link", "/usr/share/usher/examples/echo.service");
        container.systemctl("enable", "--now", "/usr/share/usher/examples/echo.socket");
    }

    /** Starts listening for another app, as a packager would ship it: two units and a drop-in that claims {@code prefix}. */
    static void enable(Container container, String name, String prefix) throws IOException {
        String units = "/usr/lib/systemd/system/" + name;
        container.write(
                units + ".socket",
                """
                [Unit]
                OnFailure=usher-rearm@%p.service
                [Socket]
                ListenDatagram=/run/usher/apps/%p.sock
                SocketMode=0660
                SocketGroup=usher
                [Install]
                WantedBy=sockets.target
                """);
        container.write(
                units + ".service",
                """
                [Unit]
                StartLimitIntervalSec=20s
                StartLimitBurst=5
                [Service]
                ExecStart=/usr/share/usher/examples/echo.py
                DynamicUser=yes
                Restart=on-failure
                RestartSec=1s
                """);
        container.write(units + ".socket.d/50-http.conf", "[X-HTTP]\nPrefix=" + prefix + "\n");
        container.systemctl("daemon-reload");
        container.systemctl("enable", "--now", name + ".socket");
    }

    /** The same of an app at {@code /NAME/} that runs another program: a drop-in for its service and keys of its claim. */
    static void enable(Container container, String name, String service, String http) throws IOException {
        enable(container, name, "/" + name + "/");
        container.dropIn(name + ".service", "program", service);
        container.dropIn(name + ".socket", "waiting", "[X-HTTP]\n" + http);
        container.systemctl("reload", "usher");
    }

    /**
     * Stops an app and closes its socket. One after the other: a systemd that stops the service first, and has yet to stop
     * the socket, empties that ("Suppressing connection request since unit stop is scheduled").
     */
    static void stop(Container container, String name) throws IOException {
        container.systemctl("stop", name + ".socket");
        container.systemctl("stop", name + ".service");
    }
}

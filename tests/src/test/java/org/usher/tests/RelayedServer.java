package org.usher.tests;

import java.util.Locale;

/** A server that knows nothing of usher and serves {@code /NAME/}, on a socket of systemd's or on a port of its own. */
enum RelayedServer {
    NGINX("nginx-light 1.22", "Environment=NGINX=3;\nExecStart=/usr/sbin/nginx -c /etc/nginx/relayed.conf", 0),
    FLASK(
            "gunicorn 20.1, python3-flask 2.2",
            "ExecStart=gunicorn flask_app:app\nWorkingDirectory=/usr/lib/flask\nDynamicUser=yes",
            0),
    NODE("nodejs 18, node-ws 8", "ExecStart=node /usr/lib/node/node-app.js\nDynamicUser=yes", 8080),
    EXPRESS(
            "nodejs 18, node-express 4.18",
            "ExecStart=node /usr/lib/node/express-app.js\nEnvironment=PORT=8081\nDynamicUser=yes",
            8081),
    PHP("php8.2-cli 8.2", "ExecStart=php -S 127.0.0.1:8090 /usr/lib/php/app.php\nDynamicUser=yes", 8090),
    APACHE2("apache2 2.4", "ExecStart=/usr/sbin/apachectl -D FOREGROUND", 8091),
    GO("net/http, built for the test", "ExecStart=/usr/lib/go-server\nDynamicUser=yes", 8092);

    private final String packages;
    final String service;
    final int port;

    RelayedServer(String packages, String service, int port) {
        this.packages = packages;
        this.service = service;
        this.port = port;
    }

    String unit() {
        return "served-" + name().toLowerCase(Locale.ROOT);
    }

    /** The unit that claims for it: its own socket, or that of a relay to its port. */
    String claim() {
        return port == 0 ? unit() + ".socket" : "usher-forward@" + unit() + ".socket";
    }

    String path() {
        return "/" + name().toLowerCase(Locale.ROOT) + "/";
    }

    /** Takes note of what a test has shown of it. */
    void shown(String what) {
        String listens = port == 0 ? "a socket of systemd's" : "a TCP port";
        ServersShown.note(RelayedServersTest.class, name().toLowerCase(Locale.ROOT), packages, listens, what);
    }
}

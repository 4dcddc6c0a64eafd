package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two sites of two users, each with PHP in an Apache of its own, by Debian's own {@code apache2@.service} and the templates
 * in {@code unit-templates/tenant}: whoever has the say in one gets nothing of the other.
 */
@SystemTest
final class SharedHostingTest {
    private static final List<String> USERS = List.of("alice", "bob");
    private static final String TEMPLATES = "/usr/share/doc/usher/tenant/";

    private final Container container;

    SharedHostingTest(Container container) {
        this.container = container;
    }

    /** As the comments of the templates say. */
    @BeforeEach
    void install() throws IOException {
        if (!Files.exists(container.path("/srv/alice"))) {
            container
                    .sh("cp -r " + TEMPLATES + "*.d /etc/systemd/system; systemctl daemon-reload;"
                            + " echo 127.0.0.1 alice.example bob.example >>/etc/hosts")
                    .succeeded();
            for (String user : USERS) {
                installSite(user);
            }
        }
        container.systemctl("start", "usher.socket");
    }

    private void installSite(String user) throws IOException {
        String configuration = "/etc/apache2-" + user;
        container
                .sh("useradd " + user + "; sh /usr/share/doc/apache2/examples/setup-instance " + user + "; cd "
                        + configuration + "; sed -i s/www-data/" + user + "/ envvars; a2dismod-" + user
                        + " mpm_event; a2enmod-" + user
                        + " mpm_prefork php8.2 cgi")
                .succeeded();
        container.write(configuration + "/ports.conf", "Listen 127.0.0.1:8080\n");
        container.write(
                configuration + "/sites-enabled/000-default.conf",
                """
                ServerName USER.example
                DocumentRoot /srv/USER/www
                CustomLog ${APACHE_LOG_DIR}/access.log common
                <Directory /srv/USER/www>
                    Require all granted
                </Directory>
                SetEnv GIT_PROJECT_ROOT /srv/USER/git
                SetEnv GIT_HTTP_EXPORT_ALL
                ScriptAlias /git/ /usr/lib/git-core/git-http-backend/
                <Directory /usr/lib/git-core>
                    Require all granted
                </Directory>
                """
                        .replace("USER", user));
        String site = "/srv/" + user;
        container.write(site + "/private", "secret of " + user);
        container.install("servers/break-out.php", site + "/www/break-out.php");
        container.write(
                site + "/www/index.php",
                "<?= \"$_SERVER[SERVER_NAME] as \" . posix_getpwuid(posix_geteuid())['name']"
                        + " . \" for $_SERVER[HTTP_X_FORWARDED_FOR]\\n\";");
        container
                .sh("git init --quiet --bare --initial-branch=main " + site + "/git/tool.git; git -C " + site
                        + "/git/tool.git config http.receivepack true; chown -R " + user + ": " + site
                        + "; chmod 700 " + site)
                .succeeded();
        container.systemctl("enable", "--now", "usher-forward@" + user + ".socket");
    }

    private void stopAll() throws IOException {
        container.systemctl("stop", "usher.service");
        for (String user : USERS) {
            container.systemctl("stop", "usher-forward@" + user + ".service", "apache2@" + user + ".service");
        }
    }

    private String get(String user, String path) throws IOException {
        return container
                .run("curl", "-sSf", "--interface", "127.0.0.7", "http://" + user + ".example/" + path)
                .succeeded();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "bob"})
    void firstRequestStartsTheSiteUnderItsUser(String user) throws IOException {
        stopAll();
        assertEquals(user + ".example as " + user + " for 127.0.0.7\n", get(user, "index.php"));
        assertEquals(user, container.property("apache2@" + user + ".service", "User"));
        shown("from cold, each as its user");
    }

    @Test
    void siteThatIsTakenOverGetsNothingOfTheOther() throws IOException {
        get("alice", "index.php");
        String pid = container.property("apache2@alice.service", "MainPID");
        String got = get("bob", "break-out.php?own=bob&other=alice&port=80&pid=" + pid);
        assertTrue(got.startsWith("own file: GOT secret of bob\nown port: GOT connected\n"), got);
        List<String> others = got.lines().skip(2).toList();
        assertTrue(others.size() > 15, got);
        assertEquals(
                List.of(),
                others.stream().filter(line -> !line.endsWith(": nothing")).toList());
        assertEquals("alice.example as alice for 127.0.0.7\n", get("alice", "index.php"));
        shown("neither files, processes, sockets nor ports of each other");
    }

    /** As from a shell or a cron job of its user, outside of what the site's units keep from it. */
    @Test
    void userOfOneSiteReachesNeitherThePortNorTheSocketsOfTheOther() throws IOException {
        get("alice", "index.php");
        for (String attempt : List.of(
                "curl -sSf http://127.0.0.1:8080/",
                "cat /srv/alice/private",
                "cat /var/log/apache2-alice/access.log",
                "python3 -c 'import socket; socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)"
                        + ".connect(\"/run/usher/apps/usher-forward@alice.sock\")'",
                "kill " + container.property("apache2@alice.service", "MainPID"),
                "systemctl stop usher-forward@alice.socket")) {
            Outcome outcome = container.run("runuser", "-u", "bob", "--", "sh", "-c", attempt);
            assertTrue(outcome.status() != 0, outcome::toString);
        }
        assertEquals("alice.example as alice for 127.0.0.7\n", get("alice", "index.php"));
    }

    @Test
    void requestsOnOneConnectionGoToTheirSitesAndNoFurther() throws IOException {
        get("alice", "index.php");
        get("bob", "index.php");
        String request = "GET /index.php?of-%s HTTP/1.1\r\nHost: %s.example\r\n%s\r\n";
        try (Client client = container
                .connect("127.0.0.1", 80)
                .send(request.formatted("bob", "bob", "")
                        + request.formatted("alice", "alice", "Connection: close\r\n"))) {
            String answers = client.receiveAll();
            assertTrue(answers.indexOf("\nbob.example as bob ") > 0, answers);
            assertTrue(
                    answers.indexOf("\nalice.example as alice ") > answers.indexOf("\nbob.example as bob "), answers);
        }
        container
                .sh("until grep -q of-bob /var/log/apache2-bob/access.log; do :; done") // written after the answer
                .succeeded();
        String log = Files.readString(container.path("/var/log/apache2-bob/access.log"));
        assertFalse(log.contains("of-alice"), log);
        shown("a connection with each other's requests");
    }

    @Test
    void gitClonesFromASiteAndPushesToIt() throws IOException {
        stopAll();
        container
                .sh(
                        """
                        cd "$(mktemp -d)"
                        git clone --quiet http://alice.example/git/tool.git work
                        head -c 3000000 /dev/urandom >work/data  # above http.postBuffer: it is sent in chunks
                        git -C work add data
                        git -C work -c user.name=a -c user.email=a@b commit --quiet --message=data
                        git -C work push --quiet origin HEAD:main
                        git clone --quiet http://alice.example/git/tool.git again
                        cmp work/data again/data
                        """)
                .succeeded();
        ServersShown.note(
                SharedHostingTest.class,
                "git-http-backend",
                "git 2.39, apache2 2.4",
                "Apache's TCP port",
                "from cold, `git clone`, `git push` in chunks");
    }

    @Test
    void templatesHaveNoFault() throws IOException {
        for (String user : USERS) {
            String relay = "usher-forward@" + user;
            Outcome checked = container.run("usherctl", "check", relay + ".socket");
            assertEquals(0, checked.status(), checked::toString);
            Outcome verified = container.run(
                    "systemd-analyze",
                    "verify",
                    "--man=no",
                    relay + ".socket",
                    relay + ".service",
                    "apache2@" + user + ".service");
            assertEquals("", verified.succeeded() + verified.err());
        }
    }

    @AfterAll
    static void pageSaysWhatWasShown(Container container) throws IOException {
        ServersShown.compare(SharedHostingTest.class, container);
    }

    private static void shown(String what) {
        ServersShown.note(
                SharedHostingTest.class,
                "apache2, PHP, two users",
                "apache2 2.4, libapache2-mod-php8.2 8.2",
                "a TCP port in a network of its own",
                what);
    }
}

package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code usher-static@NAME} as it is shipped: files of ordinary users, from cold, and a repository that apt installs from. */
@SystemTest
final class StaticFilesTest {
    private static final String SERVICE = "usher-static@docs.service";

    private final Container container;

    StaticFilesTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        container.sh("id alice || useradd alice; id mallory || useradd mallory").succeeded();
        container.write("/srv/usher/docs/index.html", "welcome");
        container.write("/srv/usher/docs/Übung/a.txt", "letters");
        container.sh("chown -R alice: /srv/usher/docs").succeeded();
        container.systemctl("start", "usher.socket", "usher.service");
        container.systemctl("enable", "--now", "usher-static@docs.socket");
        Wire.awaitStatus(container, "/docs/", 200);
    }

    private String body(String path) throws IOException {
        try (Client client = container.connect("127.0.0.1", 80).send(Wire.get(path))) {
            return client.receiveBody();
        }
    }

    @Test
    void firstRequestStartsItAndGetsTheFileOfAnOrdinaryUser() throws IOException {
        container.systemctl("stop", SERVICE);
        assertEquals("welcome", body("/docs/"));
        assertEquals("letters", body("/docs/%C3%9Cbung/a.txt"));
        container
                .sh(
                        "runuser -u alice -- sh -c 'echo -n new >/srv/usher/docs/x; mv /srv/usher/docs/x /srv/usher/docs/y'")
                .succeeded();
        assertEquals("new", body("/docs/y"));
    }

    @Test
    void filesOfOthersAreNotServed() throws IOException {
        container.write("/srv/usher/docs/theirs", "theirs");
        container.write("/srv/usher/docs/closed", "closed");
        container
                .sh("cd /srv/usher/docs; chown mallory theirs; chown alice closed; chmod 600 closed;"
                        + " ln -sf /etc/passwd leak")
                .succeeded();
        for (String name : new String[] {"theirs", "closed", "leak"}) {
            assertEquals(403, Wire.status(container, "/docs/" + name), name);
        }
    }

    @Test
    void anotherDirectoryAndPrefixAreDropIns() throws IOException {
        container.write("/var/www/other/index.html", "other");
        container.dropIn("usher-static@other.service", "root", "[Service]\nEnvironment=ROOT=/var/www/other\n");
        container.dropIn("usher-static@other.socket", "http", "[X-HTTP]\nPrefix=\nPrefix=/elsewhere/\n");
        container.systemctl("enable", "--now", "usher-static@other.socket");
        Wire.awaitStatus(container, "/elsewhere/", 200);
        assertEquals("other", body("/elsewhere/"));
        assertEquals(404, Wire.status(container, "/other/"));
    }

    @Test
    void directoryThatIsNotThereIsSaid() throws IOException {
        container.systemctl("start", "usher-static@none.socket");
        container.run("systemctl", "start", "usher-static@none.service");
        container.awaitJournal("usher-static@none.service", "/srv/usher/none is no directory that can be read");
        container.systemctl("stop", "usher-static@none.socket");
        container.systemctl("stop", "usher-static@none.service");
    }

    @Test
    void everyRuleOfTheProtocolIsKeptEvenWhileItIsStopped() throws IOException {
        Apps.enableEcho(container);
        Wire.awaitStatus(container, "/echo/", 200);
        Outcome probe = container.run("usherctl", "probe", "/docs/", "--other", "/echo/", "--unit", SERVICE);
        assertEquals(0, probe.status(), probe::toString);
    }

    @Test
    void aptInstallsFromARepository() throws IOException {
        container
                .sh(
                        """
                        mkdir -p /tmp/pack/DEBIAN /tmp/pack/usr/share/served /srv/usher/debian
                        head -c 3000000 /dev/urandom >/tmp/pack/usr/share/served/data
                        printf 'Package: served\\nVersion: 1\\nArchitecture: all\\nMaintainer: A <a@b>\\nDescription: x\\n' \
                            >/tmp/pack/DEBIAN/control
                        dpkg-deb --build /tmp/pack /srv/usher/debian/served_1_all.deb
                        cd /srv/usher/debian
                        dpkg-scanpackages --multiversion . >Packages
                        gzip --keep Packages
                        systemctl enable --now usher-static@debian.socket
                        echo 'deb [trusted=yes] http://127.0.0.1/debian ./' >/tmp/served.list
                        """)
                .succeeded();
        Wire.awaitStatus(container, "/debian/Packages", 200);
        String apt = "apt-get -o Dir::Etc::SourceList=/tmp/served.list -o Dir::Etc::SourceParts=- -y ";
        container.sh(apt + "update && " + apt + "install served").succeeded();
        container
                .sh("cmp /tmp/pack/usr/share/served/data /usr/share/served/data")
                .succeeded();
        assertTrue(container.sh(apt + "update").succeeded().contains("Hit:"), "what it has is not sent again");
        ServersShown.note(
                StaticFilesTest.class,
                "`usher-static`, a Debian repository",
                "for apt 2.6",
                "receives connections",
                "`apt-get update`, `install`, what has not changed is not sent again");
    }

    @AfterAll
    static void pageSaysWhatWasShown(Container container) throws IOException {
        ServersShown.compare(StaticFilesTest.class, container);
    }
}

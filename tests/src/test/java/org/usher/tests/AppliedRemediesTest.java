package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Commands that are printed to mend something, pasted into a shell as they stand: what they are to mend is gone then. Those
 * that {@code usherctl check} prints of a unit's own lines are applied without systemd, in the RemediesTest of usherctl.
 */
@SystemTest
final class AppliedRemediesTest {
    private static final String DROP_INS = "/etc/systemd/system/wiki.socket.d";
    private static final String ETC = "/etc/usher";

    private final Container container;
    private final Remedies remedies;

    AppliedRemediesTest(Container container) {
        this.container = container;
        this.remedies = new Remedies(container);
    }

    @BeforeEach
    void serve() throws IOException {
        Apps.enableEcho(container);
        Apps.enable(container, "wiki", "/wiki/");
        container.systemctl("start", "usher.socket");
        Wire.awaitStatus(container, "/wiki/", 200);
    }

    /** What is done to the machine, the command that lists the problem, its id, and what takes the first thing back. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            chmod 777 /run/usher/apps                                          | problems | unsafe-socket   |
            chown nobody /run/usher/apps                                       | problems | unsafe-socket   |
            mkdir -p D/50.conf                                                 | problems | unreadable-file |
            mkdir -p D; ln -s /nowhere D/50.conf                               | problems | unreadable-file |
            mkdir -p D; echo '[X-HTTP]' >D/50.conf; chmod 600 D/50.conf; chmod 700 D | problems | unreadable-file | rm D/50.conf
            mkdir -p D; echo '[X-HTTP]' >D/50.conf; chmod 666 D/50.conf        | check    | untrusted-file  | rm D/50.conf
            (echo '[Reservation]'; echo Prefix=/r/; echo Unit=wiki.socket) >R/r.conf; chmod 000 R/r.conf | problems | unreadable-file | rm R/r.conf
            (echo '[Reservation]'; echo Prefix=/r/; echo Unit=wiki.socket) >R/r.conf; chmod 666 R/r.conf | problems | untrusted-file  | rm R/r.conf
            chmod 700 R                                                        | problems | unreadable-file |
            mkdir -m 700 -p M                                                  | problems | unreadable-file | rmdir M
            usherctl maintenance wiki on                                       | problems | maintenance     |
            usherctl reserve /r/ --unit wki.socket                             | problems | reservation-matches-no-unit | usherctl unreserve /r/
            sysctl -w net.unix.max_dgram_qlen=10                               | check    | dgram-queue-short |
            """)
    void commandThatIsPrintedMends(String mistake, String command, String id, String undo) throws IOException {
        container.sh(in(mistake)).succeeded();
        remedies.reload();
        remedies.mend(command, id);
        container.sh(in(undo == null ? ":" : undo)).succeeded();
        remedies.reload();
        Wire.awaitStatus(container, "/wiki/", 200);
    }

    private static String in(String script) {
        return script.replaceAll("\\bD\\b", DROP_INS)
                .replaceAll("\\bR\\b", ETC + "/reservations.d")
                .replaceAll("\\bM\\b", ETC + "/maintenance.d");
    }

    /** systemd knows the file, and it is no longer there. */
    @Test
    void fileThatIsGoneIsForgottenWithDaemonReload() throws IOException {
        container
                .sh(in("mkdir -p D; echo '[X-HTTP]' >D/50.conf; systemctl daemon-reload; rm D/50.conf"))
                .succeeded();
        container.systemctl("reload", "usher");
        assertEquals("systemctl daemon-reload", remedies.printed("problems", "unreadable-file"));
        remedies.mendAsItStands("unreadable-file");
    }

    @Test
    void unitThatIsInactiveIsServedByTheCommandThatExplainPrints() throws IOException {
        Apps.enable(container, "late", "/late/");
        container.systemctl("disable", "--now", "late.socket");
        Wire.awaitStatus(container, "/late/", 404);
        applyWhatFollows(
                " but is inactive: ",
                container.run("usherctl", "explain", "/late/").out());
        Wire.awaitStatus(container, "/late/", 200);
        container.systemctl("disable", "--now", "late.socket");
    }

    /** An ordinary user checks what may be read, and is told what may not. */
    @Test
    void whatOthersMayNotReadIsNamedToThem() throws IOException {
        container
                .sh(in("mkdir -p D; echo '[X-HTTP]' >D/50.conf; chmod 600 D/50.conf"))
                .succeeded();
        Outcome check =
                container.run("setpriv", "--reuid=nobody", "--clear-groups", "usherctl", "check", "wiki.socket");
        assertEquals(1, check.status(), check::toString);
        assertTrue(check.out().contains(in("D/50.conf cannot be read: ")), check::toString);
        container.sh(in("chmod 700 D")).succeeded();
        check = container.run("setpriv", "--reuid=nobody", "--clear-groups", "usherctl", "check", "wiki.socket");
        assertEquals(4, check.status(), check::toString);
        assertTrue(check.err().contains(DROP_INS + ": no permission"), check::toString);
        container.sh(in("rm -r D")).succeeded();
    }

    @Test
    void usherThatDoesNotRunIsStartedByTheCommandThatUsherctlPrints() throws IOException {
        container.systemctl("disable", "--now", "usher.socket");
        Outcome status = container.run("usherctl", "status");
        assertEquals(3, status.status(), status::toString);
        applyWhatFollows("; try: ", status.err().replaceFirst(" \\(who has port 80.*", ""));
        container.run("usherctl", "status").succeeded();
        Wire.awaitStatus(container, "/wiki/", 200);
    }

    @Test
    void receiveBufferThatIsTooSmallIsAsLargeAsItIsSaidToHaveToBe() throws IOException {
        String warning = "HeadSizeMax=65536 does not fit";
        container.dropIn("usher.socket", "size", "[Socket]\nReceiveBuffer=16K\n[X-HTTP]\nHeadSizeMax=64K\n");
        container.systemctl("restart", "usher.socket");
        container.awaitJournal("usher.service", warning);
        String told = container
                .sh("journalctl --output=cat --unit=usher.service | grep '" + warning + "' | tail -n 1")
                .succeeded();
        assertTrue(told.contains(": set ReceiveBuffer="), told);
        String line = told.replaceFirst("(?s).*: set (\\S+) in usher.socket.*", "$1");
        container.dropIn("usher.socket", "size", "[Socket]\n" + line + "\n[X-HTTP]\nHeadSizeMax=64K\n");
        container.systemctl("restart", "usher.socket");
        Wire.awaitStatus(container, "/wiki/", 200);
        String since = container.property("usher.service", "InvocationID");
        assertEquals(
                "",
                container
                        .sh("journalctl --output=cat _SYSTEMD_INVOCATION_ID=" + since + " | grep '" + warning
                                + "' || :")
                        .succeeded());
        container.removeDropIn("usher.socket", "size");
        container.systemctl("restart", "usher.socket");
    }

    private void applyWhatFollows(String words, String text) throws IOException {
        int from = text.indexOf(words);
        assertTrue(from >= 0, text);
        String command =
                text.substring(from + words.length()).lines().findFirst().orElse("");
        container.sh(command.replaceFirst(" \\[.*", "")).succeeded();
    }
}

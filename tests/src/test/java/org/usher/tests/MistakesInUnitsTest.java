package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mistake in a unit file is named with file, line and remedy wherever one may look, and everything else is served. */
@SystemTest
final class MistakesInUnitsTest {
    private static final String UNIT = "wiki.socket";
    private static final String FILE = "/etc/systemd/system/wiki.socket.d/mistake.conf";

    private final Container container;

    MistakesInUnitsTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        Apps.enableEcho(container);
        Apps.enable(container, "wiki", "/wiki/");
        container.systemctl("start", "usher.socket");
        Wire.awaitStatus(container, "/wiki/", 200);
    }

    @AfterEach
    void correct() throws IOException {
        container.removeDropIn(UNIT, "mistake");
        container.systemctl("reload", "usher");
        assertEquals(200, Wire.status(container, "/wiki/"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    bad-prefix           | Prefix=/a/../b/  | : write the path that it leads to
                    bad-specifier        | Prefix=/%q/      | ; write the prefix out in full
                    unknown-key          | Prefixes=/wiki2/ | Prefix=/wiki2/
                    bad-value            | QueueMax=many    | QueueMax=1024
                    unreadable-line      | /wiki2/          | ; write Key=value, or # before a comment
                    """)
    void isNamedWithLineAndRemedy(String id, String line, String remedy) throws IOException {
        container.dropIn(UNIT, "mistake", "# a comment\n[X-HTTP]\n" + line + "\n");
        container.systemctl("reload", "usher");
        container.awaitJournal("usher.service", "[" + id + "]");
        container
                .sh("journalctl --output=cat --unit=usher.service | grep '^" + FILE + ":3: .*\\[" + id + "\\]'")
                .succeeded();
        for (String command : new String[] {"usherctl problems", "usherctl check " + UNIT}) {
            Outcome outcome = container.run(command.split(" "));
            assertEquals(1, outcome.status(), outcome::toString);
            assertTrue(
                    outcome.out()
                            .matches("(?s).*\\Q" + FILE + ":3: \\E(error|warning): .*"
                                    + (remedy.matches("[:;].*")
                                            ? "\\Q" + remedy + " [" + id + "]\\E\n.*"
                                            : "\\Q[" + id + "]\n    " + remedy + "\\E\n.*")),
                    outcome::toString);
        }
        assertEquals(200, Wire.status(container, "/wiki/"));
        assertEquals(200, Wire.status(container, "/echo/"));
    }

    @Test
    void sectionThatIsNearlyOursIsNamed() throws IOException {
        container.dropIn(UNIT, "mistake", "[X-Http]\nPrefix=/wiki2/\n");
        container.systemctl("reload", "usher");
        container.awaitJournal("usher.service", FILE + ":1: ");
        Outcome outcome = container.run("usherctl", "check", UNIT);
        assertEquals(1, outcome.status(), outcome::toString);
        assertTrue(outcome.out().contains("[near-miss-section]"), outcome::toString);
    }

    /** The dispatcher cannot read what root alone may read; what the unit declared before stays in force. */
    @Test
    void fileThatCannotBeReadTakesNothingOffTheAir() throws IOException {
        container.write(FILE, "[X-HTTP]\nPrefix=/secret/\n");
        container.run("chmod", "600", FILE).succeeded();
        container.systemctl("daemon-reload");
        container.systemctl("reload", "usher");
        container.awaitJournal("usher.service", "[unreadable-file]");
        Outcome outcome = container.run("usherctl", "problems");
        assertEquals(1, outcome.status(), outcome::toString);
        assertTrue(
                outcome.out().matches("(?s).*\\Q" + FILE + ": warning: \\E.*\\[unreadable-file]\n    \\S.*"),
                outcome::toString);
        assertEquals(200, Wire.status(container, "/wiki/"));
        assertEquals(200, Wire.status(container, "/echo/"));
        assertEquals(404, Wire.status(container, "/secret/"));
    }

    /** As a hardened root shell writes it: nobody else may read the file, nor look into its directory. */
    @Test
    void remedyOfAFileInAClosedDirectoryOpensBoth() throws IOException {
        container.write(FILE, "[X-HTTP]\nPrefix=/secret/\n");
        container.run("chmod", "600", FILE).succeeded();
        container.run("chmod", "700", FILE.replaceFirst("/[^/]*$", "")).succeeded();
        container.systemctl("daemon-reload");
        container.systemctl("reload", "usher");
        String listed = container.run("usherctl", "problems").out();
        String remedy = listed.substring(listed.indexOf("    chmod "))
                .lines()
                .findFirst()
                .orElse("");
        container.sh(remedy).succeeded();
        container.systemctl("reload", "usher");
        Wire.awaitStatus(container, "/secret/", 200);
        Outcome after = container.run("usherctl", "problems");
        assertFalse(after.out().contains("[unreadable-file]"), () -> remedy + ": " + after);
    }

    @Test
    void prefixThatTwoUnitsClaimIsServedByOneAndNamed() throws IOException {
        container.dropIn(UNIT, "mistake", "[X-HTTP]\nPrefix=/echo/\n");
        container.systemctl("reload", "usher");
        container.awaitJournal("usher.service", FILE + ":2: ");
        Outcome outcome = container.run("usherctl", "problems");
        assertEquals(1, outcome.status(), outcome::toString);
        assertTrue(outcome.out().contains("conflict"), outcome::toString);
        assertEquals(200, Wire.status(container, "/echo/"));
    }
}

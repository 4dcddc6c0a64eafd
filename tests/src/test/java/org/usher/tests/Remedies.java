package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;

/** What {@code usherctl} prints below a problem in a container, and whether that mends it. */
record Remedies(Container container) {
    /** Has systemd and the dispatcher read all files anew. */
    void reload() throws IOException {
        container.systemctl("daemon-reload");
        container.systemctl("reload", "usher");
    }

    void assertProblem(String id, String fix) throws IOException {
        container.awaitJournal("usher.service", "[" + id + "]");
        assertListed("problems", id, fix);
    }

    /** What no app loses by is told when units are checked, and not while they are served. */
    void assertAdvice(String id, String fix) throws IOException {
        assertListed("check", id, fix);
    }

    private void assertListed(String command, String id, String fix) throws IOException {
        Outcome outcome = container.run("usherctl", command);
        assertEquals(1, outcome.status(), outcome::toString);
        assertTrue(outcome.out().matches("(?s).*\\[" + id + "]\n    \\Q" + fix + "\\E.*"), outcome::toString);
    }

    /** The commands below the problem, applied as they stand, end it; {@code command} is what lists it. */
    void mend(String command, String id) throws IOException {
        String remedy = printed(command, id);
        container.sh(remedy).succeeded();
        reload();
        Outcome after = container.run("sh", "-c", "usherctl " + command);
        assertFalse(after.out().contains("[" + id + "]"), () -> remedy + ": " + after);
    }

    /** The same, where nothing but the remedy may bring the end. */
    void mendAsItStands(String id) throws IOException {
        container.sh(printed("problems", id)).succeeded();
        assertMended(id);
    }

    void assertMended(String id) throws IOException {
        container
                .sh("while usherctl problems | grep --quiet '\\[" + id + "\\]'; do :; done")
                .succeeded();
    }

    /** Returns the first line of the remedy that {@code command} prints below a problem. */
    String printed(String command, String id) throws IOException {
        String listed = container.run("sh", "-c", "usherctl " + command).out();
        int from = listed.indexOf("[" + id + "]\n    ");
        assertTrue(from >= 0, listed);
        return listed.substring(from + id.length() + 7).lines().findFirst().orElse("");
    }
}

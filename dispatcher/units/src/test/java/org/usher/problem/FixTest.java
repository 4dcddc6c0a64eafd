package org.usher.problem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FixTest {
    @Test
    void whatAShellTakesAsItIsStaysAsItIs() {
        assertEquals(
                "chown -h root:root /etc/systemd/system/site@a_b.socket",
                Fix.command("chown", "-h", "root:root", "/etc/systemd/system/site@a_b.socket"));
    }

    @Test
    void lineKeepsItsValueUnlessThatCannotBePasted() {
        assertEquals("Prefix=/a/\t//b.example/(x)", Fix.assignment("Prefix", "/a/\t//b.example/(x)"));
        assertNull(Fix.assignment("Prefix", "/a/\0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "*.socket",
                "site@a\\x2db.socket",
                "it's",
                "$(echo x)",
                "`a`",
                "a\nb",
                "~",
                "\u00e4;|&<>#!"
            })
    void aWordReachesTheCommandWhateverItIs(String word) throws IOException {
        Process shell = new ProcessBuilder("sh", "-c", Fix.command("printf", "%s", word)).start();
        assertEquals(word, new String(shell.getInputStream().readAllBytes(), UTF_8));
    }

    @Test
    void linesOfAFileStandBelowOneAnother() {
        assertEquals("[Socket]\nSocketMode=0660", Fix.lines("[Socket]", "SocketMode=0660"));
    }
}

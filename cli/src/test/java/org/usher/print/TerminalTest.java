package org.usher.print;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Terminal terminal = new Terminal(printed);

    @Test
    void noControlCharacterOfALineIsPrinted() {
        terminal.println("a\u001b[31m\u0007\r\nb\u007f\u009b1m\u202ec");
        assertEquals("a\\x1b[31m\\x07\\x0d\\x0ab\\x7f\\x9b1m\\u202ec\n", printed.toString(UTF_8));
    }

    @Test
    void lettersAndTabsAreThemselves() {
        terminal.println("wikiä\t日本 \ud83d\ude00");
        assertEquals("wikiä\t日本 \ud83d\ude00\n", printed.toString(UTF_8));
    }

    @Test
    void jsonEscapesThemItsOwnWay() {
        JsonMode.SHORT.print(terminal, "a\u001b\u007f\u009bä");
        assertEquals("\"a\\u001B\\u007f\\u009bä\"\n", printed.toString(UTF_8));
    }
}

package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The echo example by itself: started by systemd, handed connections by the test in messages spelled octet by octet. */
@SystemTest
final class EchoExampleTest {
    private static final String HEADER = Messages.HEADER;

    private static final String GET = "GET /echo/x HTTP/1.1\r\nHost: a\r\n\r\n";

    private final Container container;

    EchoExampleTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void listen() throws IOException {
        container.systemctl("link", "/usr/share/usher/examples/echo.service", "/usr/share/usher/examples/echo.socket");
        container.systemctl("start", "echo.socket");
    }

    @Test
    void firstMessageStartsItAndIsAnswered() throws IOException {
        String answer = handOff(HEADER, 1, GET).get(0);
        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
        assertTrue(answer.contains("\r\nConnection: close\r\n"), answer);
        assertTrue(answer.endsWith("\r\n\r\nGET /echo/x HTTP/1.1\nHost: a\n\nclient: 192.0.2.7 1025\n"), answer);
    }

    @Test
    void unreadOctetsComeBeforeThoseOfTheConnection() throws IOException {
        String answer = handOff(HEADER + Messages.hex(GET.substring(0, 7)), 1, GET.substring(7))
                .get(0);
        assertTrue(answer.contains("\r\n\r\nGET /echo/x HTTP/1.1\nHost: a\n"), answer);
    }

    @Test
    void unknownTypesAreIgnored() throws IOException {
        String withNoop = HEADER.replace("21" + "11" + "000c", "21" + "11" + "0011") + "ee0002abcd";
        String answer = handOff(withNoop, 1, GET).get(0);
        assertTrue(answer.contains("client: 192.0.2.7 1025\n"), answer);
    }

    @Test
    void bodyThatBeginsInTheMessageIsEchoedWhole() throws IOException {
        String body = "0123456789".repeat(100);
        String post = "POST /echo/ HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n" + body;
        String answer = handOff(HEADER + Messages.hex(post.substring(0, 100)), 1, post.substring(100))
                .get(0);
        assertTrue(answer.endsWith("\r\n\r\n" + body), answer);
    }

    @Test
    void furtherRequestIsNotServed() throws IOException {
        String answer = handOff(HEADER, 1, GET + GET).get(0);
        assertEquals(answer.indexOf("HTTP/1.1 200"), answer.lastIndexOf("HTTP/1.1 200"), answer);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "signature of something else, 0d0a0d0a000d0a515549540b21110 00cc0000207c000020104010050",
        "version 1,                   0d0a0d0a000d0a515549540a11110 00cc0000207c000020104010050",
        "no addresses,                0d0a0d0a000d0a515549540a2111 0000",
        "longer than it is,           0d0a0d0a000d0a515549540a2111 00ffc0000207c000020104010050",
        "unix addresses,              0d0a0d0a000d0a515549540a2131 000cc0000207c000020104010050",
        "cut inside the signature,    0d0a0d0a"
    })
    void connectionOfMalformedMessageIsClosed(String name, String message) throws IOException {
        assertEquals(List.of("reset"), handOff(message.replace(" ", ""), 1, GET), name);
        firstMessageStartsItAndIsAnswered();
    }

    @Test
    void everyDescriptorOfABadMessageIsClosed() throws IOException {
        firstMessageStartsItAndIsAnswered();
        long before = Processor.settledDescriptors(container, "echo.service");
        handOff(HEADER, 0, GET);
        List<String> two = handOff(HEADER, 2, GET);
        assertTrue(two.get(0).startsWith("HTTP/1.1 200 OK\r\n"), two.get(0));
        assertEquals("reset", two.get(1));
        handOff(HEADER, 50, GET); // more than it has room for: MSG_CTRUNC
        handOff(HEADER + "00".repeat(70_000), 1, GET); // longer than its buffer: MSG_TRUNC
        firstMessageStartsItAndIsAnswered();
        assertEquals(before, Processor.settledDescriptors(container, "echo.service"));
    }

    @Test
    void terminationEndsItCleanlyAndTheNextMessageStartsItAgain() throws IOException {
        firstMessageStartsItAndIsAnswered();
        container.systemctl("stop", "echo.service");
        assertEquals("success", container.property("echo.service", "Result"));
        firstMessageStartsItAndIsAnswered();
    }

    @Test
    void sourceIsShorterThanSixtyLines() throws IOException {
        assertTrue(Files.readAllLines(Stage.PROJECT.resolve("unit-templates/echo/echo.py"))
                        .size()
                < 60);
    }

    private List<String> handOff(String message, int count, String request) throws IOException {
        return Messages.handOff(container, "echo", message, count, request);
    }
}

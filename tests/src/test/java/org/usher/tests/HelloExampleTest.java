package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hello example by itself, as {@link EchoExampleTest} has the echo example. */
@SystemTest
@Tag("jvm")
final class HelloExampleTest {
    private static final String GET = "GET /hello/x HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String LAST = "GET /hello/y HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    /** PREFIX, 7 octets: /hello/ */
    private static final String PREFIX = "e00007" + "2f68656c6c6f2f";

    private final Container container;

    HelloExampleTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void listen() throws IOException {
        container.systemctl(
                "link", "/usr/share/usher/examples/hello.service", "/usr/share/usher/examples/hello.socket");
        container.systemctl("start", "hello.socket");
    }

    @Test
    void firstMessageStartsItAndIsAnswered() throws IOException {
        String answer = handOff(Messages.headerWith(PREFIX), LAST);
        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
        assertTrue(answer.endsWith("Hello, 192.0.2.7 port 1025! GET /hello/y came by the prefix /hello/\n"), answer);
        container.awaitProperty("hello.service", "ActiveState", "active"); // it answers before systemd has heard
    }

    @Test
    void unreadOctetsComeBeforeThoseOfTheConnection() throws IOException {
        String answer = handOff(Messages.HEADER + Messages.hex(LAST.substring(0, 9)), LAST.substring(9));
        assertTrue(answer.contains("GET /hello/y"), answer);
    }

    /**
     * SCOPE: kind and 10 s of lease, which began {@code age} seconds ago. Without the dispatcher there is nobody to hand back
     * to, so what is not served is closed.
     */
    @ParameterizedTest(name = "{0}: {4} served")
    @CsvSource({
        "FIRST,                    e3000300000a, 0,  /hello/, 1",
        "CONNECTION,               e3000301000a, 0,  /wiki/,  2",
        "PREFIX and below it,      e3000302000a, 0,  /hello/, 2",
        "PREFIX and not below it,  e3000302000a, 0,  /wiki/,  1",
        "PREFIX without lease,     e30003020000, 0,  /hello/, 1",
        "PREFIX that waited long,  e3000302000a, 11, /hello/, 1",
        "PREFIX of another clock,  e3000302000a, -9, /hello/, 1",
        "CLOSE,                    e3000303000a, 0,  /hello/, 1",
        "none,                     '',           0,  /hello/, 1"
    })
    void furtherRequestIsServedByScope(String name, String scope, int age, String path, int served) throws IOException {
        firstMessageStartsItAndIsAnswered(); // or a lease would run while it starts
        String routed = "e50008" + HexFormat.of().toHexDigits(System.nanoTime() - TimeUnit.SECONDS.toNanos(age));
        String answers = handOff(Messages.headerWith(PREFIX + scope + routed), GET + LAST.replace("/hello/", path));
        assertEquals(served, answers.split("HTTP/1.1 200 OK", -1).length - 1, answers);
    }

    @Test
    void answerSaysCloseWhereNoFurtherRequestIsWanted() throws IOException {
        String answer = handOff(Messages.headerWith(PREFIX + "e3000303000a"), GET);
        assertTrue(answer.contains("\r\nConnection: close\r\n"), answer);
    }

    @Test
    void runsOnTheJvmUnderTest() throws IOException {
        firstMessageStartsItAndIsAnswered();
        String main = container.property("hello.service", "MainPID");
        String executable = container.run("readlink", "/proc/" + main + "/exe").succeeded();
        assertTrue(executable.startsWith(System.getProperty("usher.jdk", "/usr/lib/jvm/java-17-")), executable);
    }

    @Test
    void terminationEndsItCleanly() throws IOException {
        firstMessageStartsItAndIsAnswered();
        container.systemctl("stop", "hello.service");
        assertEquals("success", container.property("hello.service", "Result"));
    }

    private String handOff(String message, String request) throws IOException {
        return Messages.handOff(container, "hello", message, 1, request).get(0);
    }
}

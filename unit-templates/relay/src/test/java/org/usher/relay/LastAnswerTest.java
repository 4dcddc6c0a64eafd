package org.usher.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.posix.Kernel;

/** The last answer of a connection and the connection's end leave in one segment: over the loopback device each is dear. */
class LastAnswerTest {
    private static final String LAST = "GET /a/ HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n\r\n";
    private static final Set<String> SENDING = Set.of("send", "sendMore", "shutdown");

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final Kernel noting = (Kernel) Proxy.newProxyInstance(
            Kernel.class.getClassLoader(), new Class<?>[] {Kernel.class}, (proxy, method, arguments) -> {
                if (SENDING.contains(method.getName())) {
                    calls.add(method.getName());
                }
                return method.invoke(Kernel.linux(), arguments);
            });

    @TempDir
    private Path directory = Path.of("/nowhere");

    /** Has the app answer with {@code octets}, and returns what the client gets. */
    private String answer(String... octets) throws IOException {
        calls.clear();
        try (RelayFixture relay = new RelayFixture(directory, noting).app((in, out) -> {
            Requests.head(in);
            for (String some : octets) {
                RelayTest.write(out, some);
            }
        })) {
            return relay.exchange(LAST);
        }
    }

    @Test
    void endGoesWithTheLastOctetWhereverTheBodyEnds() throws IOException {
        for (String rest : new String[] {
            "Content-Length: 2\r\n\r\nok",
            "Content-Length: 0\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"
        }) {
            String answer = answer("HTTP/1.1 200 OK\r\n" + rest);
            assertTrue(answer.endsWith(rest.substring(rest.indexOf("\r\n\r\n"))), answer);
            assertEquals(List.of("send", "sendMore", "shutdown"), calls, rest);
        }
    }

    @Test
    void interimAnswerIsNotTheEnd() throws IOException {
        String last = "HTTP/1.1 204 No Content\r\n\r\n";
        String answer = answer("HTTP/1.1 103 Early Hints\r\n\r\n" + last);
        assertEquals("HTTP/1.1 103 Early Hints\r\n\r\n" + last.strip() + "\r\nConnection: close\r\n\r\n", answer);
        assertEquals(List.of("send", "send", "sendMore", "shutdown"), calls);
    }
}

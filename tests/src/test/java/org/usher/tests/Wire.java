package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One request on one connection to port 80 of a container, and its answer. */
final class Wire {
    /** A change of units is in force within 1 s; the machine that runs the tests may be slow. */
    private static final long CHANGE_SECONDS_MAX = 15;

    private Wire() {}

    static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    }

    /** Returns a request for a WebSocket. */
    static String webSocket(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    }

    /** Returns the status of the answer to a GET. */
    static int status(Container container, String path) throws IOException {
        return statusOf(answer(container, path));
    }

    /** Asks, and asks again, until the answer has {@code status}. */
    static void awaitStatus(Container container, String path, int status) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CHANGE_SECONDS_MAX);
        String last = answer(container, path);
        while (statusOf(last) != status && System.nanoTime() < end) {
            last = answer(container, path);
        }
        assertEquals(status, statusOf(last), path + " is answered " + last);
    }

    private static String answer(Container container, String path) throws IOException {
        try (Client client = container.connect("127.0.0.1", 80).send(get(path))) {
            return client.receiveAll();
        }
    }

    private static int statusOf(String answer) {
        return Integer.parseInt(answer.replaceFirst("(?s)^HTTP/1\\.1 ([0-9]{3}) .*", "$1"));
    }

    /** Fails unless everything that {@code client} receives up to its end is an app's answer; closes it. */
    static void assertServed(Client client) throws IOException {
        try (client) {
            String answer = client.receiveAll();
            assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
        }
    }

    /** Fails unless {@code answer} is a refusal in every detail: all its fields, and a body that names the reason. */
    static void assertRefused(String reason, int status, String answer) {
        int blank = answer.indexOf("\r\n\r\n");
        assertTrue(blank > 0 && answer.startsWith("HTTP/1.1 " + status + " "), answer);
        List<String> head = List.of(answer.substring(0, blank).split("\r\n", -1));
        String body = answer.substring(blank + 4);
        for (String field : List.of(
                "Connection: close",
                "Cache-Control: no-store",
                "Content-Type: text/plain; charset=utf-8",
                "X-Content-Type-Options: nosniff",
                "Content-Length: " + body.length())) {
            assertTrue(head.contains(field), () -> field + " in " + answer);
        }
        assertTrue(head.stream().anyMatch(field -> field.matches("Date: [A-Z][a-z]{2}, [0-9]{2} .* GMT")), answer);
        boolean passes = List.of(
                        "Maintenance", "AppOffline", "AppFailed", "QueueFull", "StartTimeout", "TooManyConnections")
                .contains(reason);
        assertEquals(passes, head.stream().anyMatch(field -> field.startsWith("Retry-After: ")), answer);
        assertTrue(body.matches("(?s)" + status + " " + reason + "\n[A-Z].*\\.\n.*"), answer);
    }
}

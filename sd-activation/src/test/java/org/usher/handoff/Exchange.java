package org.usher.handoff;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.usher.handoff.RequestSequence.Answer;

/** Requests as octets, and their answers. */
final class Exchange {
    private Exchange() {}

    static String get(String target, String... fields) {
        String lines = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        return "GET " + target + " HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n";
    }

    static String body(Socket client) throws IOException {
        return Answer.read(client.getInputStream(), "GET").body();
    }

    static void send(Socket client, String octets) throws IOException {
        client.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
    }
}

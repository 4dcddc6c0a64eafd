package org.usher.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.handoff.Scope;

/** Connections that are kept, handed back and given up. */
final class FilesConnectionTest {
    private static final Scope DOCS = Scope.prefix(60, List.of("/docs/wiki/"));

    private final Path root;
    private Site site;

    FilesConnectionTest(@TempDir Path root) {
        this.root = root;
    }

    @BeforeEach
    void start() throws IOException {
        site = new Site(root);
        site.write("a", "first");
    }

    @AfterEach
    void stop() throws IOException {
        site.close();
    }

    private static String request(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }

    private static void send(Socket client, String octets) throws IOException {
        client.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String receive(Socket client, String end) throws IOException {
        InputStream in = new BufferedInputStream(client.getInputStream());
        StringBuilder octets = new StringBuilder();
        while (octets.indexOf(end, octets.length() - end.length()) < 0) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("the end after " + octets.length() + " octets");
            }
            octets.append((char) octet);
        }
        return octets.toString();
    }

    @Test
    void requestOfAnotherAppGoesBackUnread() throws IOException {
        for (String other : new String[] {"/docs/wiki/x", "/other", "/docs/../x"}) {
            try (Socket client = site.client("/docs/", DOCS)) {
                send(client, request("/docs/a"));
                receive(client, "first");
                send(client, request(other));
                assertEquals(request(other), site.handedBack());
            }
        }
    }

    @Test
    void requestForAnotherHostGoesBackUnread() throws IOException {
        try (Socket client = site.client("/docs/", DOCS)) {
            send(client, request("/docs/a"));
            receive(client, "first");
            String other = request("/docs/a").replace("Host: a", "Host: b");
            send(client, other);
            assertEquals(other, site.handedBack());
        }
    }

    @Test
    void connectionGoesBackInBlockingModeAfterALargeFile() throws IOException {
        site.write("large", "x".repeat(3_000_000) + "end");
        try (Socket client = site.client("/docs/", DOCS)) {
            send(client, request("/docs/large"));
            receive(client, "end");
            send(client, request("/other"));
            assertEquals(request("/other"), site.handedBack());
        }
    }

    @Test
    void idleConnectionGoesBackWhenTheServerStops() throws IOException {
        try (Socket client = site.client("/docs/", DOCS)) {
            send(client, request("/docs/a"));
            receive(client, "first");
            site.stop();
            assertEquals("", site.handedBack());
        }
    }

    @Test
    void answerThatIsBeingSentIsSentToItsEndWhenTheServerStops() throws Exception {
        site.write("large", "x".repeat(12_000_000) + "end");
        try (Socket client = site.client("/docs/", DOCS)) {
            send(client, request("/docs/large"));
            receive(client, "xxx");
            Thread stopping = new Thread(() -> {
                try {
                    site.stop();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            stopping.start();
            receive(client, "end");
            assertEquals("", site.handedBack());
            stopping.join();
        }
    }

    @Test
    void headThatComesOctetByOctetIsAnswered() throws IOException {
        try (Socket client = site.client("/docs/", DOCS)) {
            client.setTcpNoDelay(true);
            for (char octet : request("/docs/a").toCharArray()) {
                send(client, String.valueOf(octet));
            }
            receive(client, "first");
        }
    }

    @Test
    void clientThatGoesAwayLeavesNoFileOpen() throws IOException {
        Path large = site.write("large", "x".repeat(12_000_000));
        try (Socket client = site.client("/docs/", DOCS)) {
            send(client, request("/docs/large"));
            receive(client, "xxx");
            assertTrue(isOpen(large), "while it is being sent");
        }
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (isOpen(large) && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertTrue(!isOpen(large), "afterwards");
    }

    private static boolean isOpen(Path file) throws IOException {
        try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
            return fds.anyMatch(fd -> leadsTo(fd, file));
        }
    }

    private static boolean leadsTo(Path fd, Path file) {
        try {
            return Files.readSymbolicLink(fd).equals(file);
        } catch (IOException closed) {
            return false;
        }
    }
}

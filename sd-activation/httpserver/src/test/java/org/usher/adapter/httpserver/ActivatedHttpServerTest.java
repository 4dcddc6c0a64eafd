package org.usher.adapter.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.conformance.Conformance;
import org.usher.handoff.ConnectionSource;
import org.usher.handoff.ServerContract;
import org.usher.handoff.TestApp;

@Tag("jvm")
class ActivatedHttpServerTest extends ServerContract {
    ActivatedHttpServerTest(@TempDir Path directory) {
        super(directory);
    }

    @Override
    protected AutoCloseable start(ConnectionSource source, TestApp app) {
        HttpServer server = new ActivatedHttpServer(source);
        ExecutorService workers = Executors.newCachedThreadPool();
        server.setExecutor(workers);
        server.createContext("/", exchange -> answer(exchange, app));
        server.start();
        return () -> {
            server.stop(20);
            workers.shutdown();
        };
    }

    private static void answer(HttpExchange exchange, TestApp app) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String client = exchange.getAttribute("usher.scheme") + "://"
                + exchange.getRemoteAddress().getAddress().getHostAddress() + ":"
                + exchange.getRemoteAddress().getPort();
        String target = exchange.getRequestURI().toString();
        byte[] text =
                app.answer(exchange.getRequestMethod(), target, body, client).getBytes(StandardCharsets.UTF_8);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(200, head ? -1 : target.endsWith("3") ? 0 : text.length);
        if (!head) {
            try (OutputStream output = exchange.getResponseBody()) {
                output.write(text);
            }
        }
        exchange.close();
    }

    @Test
    void everyRuleOfTheProtocolIsKept() throws Exception {
        Conformance app = Conformance.of(startedAt("one")).within(PATIENCE).restartedBy(() -> beginRestart("one"));
        assertEquals(List.of(), app.failures());
    }

    /** What any program does that is written to the JDK's interface. */
    @Test
    void aProgramThatIsNotActivatedRunsUnchanged() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        assertInstanceOf(ActivatedHttpServer.class, server);
        HttpContext context = server.createContext("/in", exchange -> {
            exchange.getResponseHeaders().set("X-User", exchange.getPrincipal().getUsername());
            exchange.sendResponseHeaders(204, -1);
        });
        context.setAuthenticator(new BasicAuthenticator("realm") {
            @Override
            public boolean checkCredentials(String user, String password) {
                return user.equals("ann") && password.equals("secret");
            }
        });
        server.start();
        URI root = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        try {
            assertEquals(404, get(root, "").getResponseCode());
            assertEquals(401, get(root.resolve("/in"), "").getResponseCode());
            HttpURLConnection in = get(root.resolve("/in"), "Basic YW5uOnNlY3JldA==");
            assertEquals(204, in.getResponseCode());
            assertEquals("ann", in.getHeaderField("X-User"));
        } finally {
            server.stop(0);
        }
    }

    /** The next request may be served by another thread by then, or the connection be between two requests. */
    @Test
    void handlerThatFailsWhenItsAnswerIsCompleteHarmsNoFurtherRequest() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 4);
            exchange.getResponseBody().write("text".getBytes(StandardCharsets.UTF_8)); // throws at HEAD
            exchange.close();
        });
        server.start();
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (Socket client = new Socket(loopback, server.getAddress().getPort())) {
            client.setSoTimeout(10_000);
            for (int i = 0; i < 200; i++) {
                assertEquals("", answer(client, "HEAD", 0));
                assertEquals("text", answer(client, "GET", 4));
            }
        } finally {
            server.stop(0);
        }
    }

    /** Returns the body of an answer that ought to be 200. */
    private static String answer(Socket client, String method, int length) throws IOException {
        client.getOutputStream().write((method + " / HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            byte[] octet = client.getInputStream().readNBytes(1);
            assertEquals(1, octet.length, "the connection has ended: " + head);
            head.append((char) octet[0]);
        }
        assertTrue(head.toString().startsWith("HTTP/1.1 200 "), head.toString());
        return new String(client.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
    }

    private static HttpURLConnection get(URI uri, String authorization) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setRequestProperty("Authorization", authorization);
        return connection;
    }
}

package org.usher.handoff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.usher.posix.OpenFds;

@ExtendWith(OpenFds.class)
class HandoffServerSocketChannelTest {
    private final TestDispatcher dispatcher;
    private final HandoffServerSocketChannel server;

    HandoffServerSocketChannelTest(@TempDir Path directory) throws Exception {
        dispatcher = new TestDispatcher(directory);
        server = new HandoffServerSocketChannel(
                dispatcher.appListens(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 80));
    }

    @Test
    void aConnectionWithUnreadOctetsIsDroppedAndTheNextAccepted() throws Exception {
        try (dispatcher;
                server;
                SocketChannel first = dispatcher.connect();
                SocketChannel second = dispatcher.connect()) {
            dispatcher.handOver("GET /wiki/");
            dispatcher.handOver("");
            try (SocketChannel accepted = server.accept()) {
                assertEquals(second.getLocalAddress(), accepted.getRemoteAddress());
            }
            assertEquals(List.of(Dropped.UNREAD), dispatcher.dropped);
            assertEquals(-1, first.read(ByteBuffer.allocate(1)));
        }
    }

    @Test
    void theChannelLooksBoundAndCloses() throws Exception {
        assertEquals(80, server.socket().getLocalPort());
        assertThrows(UnsupportedOperationException.class, () -> server.configureBlocking(false));
        server.close();
        assertThrows(ClosedChannelException.class, server::accept);
        dispatcher.close();
    }

    @Test
    void jettyServesHandedConnections() throws Exception {
        HttpConfiguration oneRequestEach = new HttpConfiguration();
        oneRequestEach.setPersistentConnectionsEnabled(false);
        Server jetty = new Server();
        ServerConnector connector = new ServerConnector(jetty, 1, 1, new HttpConnectionFactory(oneRequestEach));
        connector.open(server);
        jetty.addConnector(connector);
        jetty.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                Content.Sink.write(
                        response,
                        true,
                        request.getHttpURI().getPath() + " for " + Request.getRemotePort(request),
                        callback);
                return true;
            }
        });
        jetty.start();
        try (dispatcher;
                SocketChannel client = dispatcher.connect()) {
            client.write(ByteBuffer.wrap("GET /wiki/ HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            dispatcher.handOver("");
            String response = new String(client.socket().getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertEquals("HTTP/1.1 200 OK", response.lines().findFirst().orElseThrow());
            int port = client.socket().getLocalPort();
            assertEquals("/wiki/ for " + port, response.substring(response.indexOf("\r\n\r\n") + 4));
        } finally {
            jetty.stop();
        }
    }
}

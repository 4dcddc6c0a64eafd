package org.usher.adapter.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.conformance.Conformance;
import org.usher.handoff.ConnectionSource;
import org.usher.handoff.ServerContract;
import org.usher.handoff.TestApp;

@Tag("jvm")
class ActivatedConnectorTest extends ServerContract {
    ActivatedConnectorTest(@TempDir Path directory) {
        super(directory);
    }

    @Override
    protected AutoCloseable start(ConnectionSource source, TestApp app) throws Exception {
        Server server = new Server();
        server.addConnector(new ActivatedConnector(server, source, new HttpConnectionFactory()));
        server.setHandler(WebSocketUpgradeHandler.from(
                server, sockets -> sockets.addMapping("/one/socket", (a, b, c) -> new Echo())));
        ((WebSocketUpgradeHandler) server.getHandler()).setHandler(new Answers(app));
        server.start();
        return server::stop;
    }

    @Test
    void aWebSocketIsItsOwnToItsEnd() throws Exception {
        exchangeByWebSocket("/one/socket");
    }

    @Test
    void everyRuleOfTheProtocolIsKept() throws Exception {
        Conformance app = Conformance.of(startedAt("one")).within(PATIENCE).restartedBy(() -> beginRestart("one"));
        assertEquals(List.of(), app.failures());
    }

    /** Public, as Jetty's WebSockets ask. */
    public static final class Echo extends Session.Listener.AbstractAutoDemanding {
        @Override
        public void onWebSocketText(String message) {
            getSession().sendText(message, org.eclipse.jetty.websocket.api.Callback.NOOP);
        }
    }

    private static final class Answers extends Handler.Abstract {
        private final TestApp app;

        Answers(TestApp app) {
            this.app = app;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            byte[] body;
            try (InputStream input = Content.Source.asInputStream(request)) {
                body = input.readAllBytes();
            }
            String client = (request.isSecure() ? "https://" : "http://") + Request.getRemoteAddr(request) + ":"
                    + Request.getRemotePort(request);
            String target = request.getHttpURI().getPathQuery();
            Content.Sink.write(response, true, app.answer(request.getMethod(), target, body, client), callback);
            return true;
        }
    }
}

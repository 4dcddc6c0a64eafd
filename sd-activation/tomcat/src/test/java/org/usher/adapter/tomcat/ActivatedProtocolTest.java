package org.usher.adapter.tomcat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.conformance.Conformance;
import org.usher.handoff.ConnectionSource;
import org.usher.handoff.ServerContract;
import org.usher.handoff.TestApp;

@Tag("jvm")
class ActivatedProtocolTest extends ServerContract {
    /** Kept, or its level is forgotten with it. */
    private static final Logger QUIET = Logger.getLogger("org.apache");

    static {
        QUIET.setLevel(Level.SEVERE);
    }

    private final Path directory;

    ActivatedProtocolTest(@TempDir Path directory) {
        super(directory);
        this.directory = directory;
    }

    @Override
    protected AutoCloseable start(ConnectionSource source, TestApp app) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        ActivatedProtocol protocol = new ActivatedProtocol();
        protocol.setSource(source);
        tomcat.setConnector(new Connector(protocol));
        Context context = tomcat.addContext("", directory.toString());
        Tomcat.addServlet(context, "answers", new Answers(app));
        context.addServletMappingDecoded("/", "answers");
        context.addServletContainerInitializer(new WsSci(), null);
        context.addServletContainerInitializer(
                (classes, servlets) -> {
                    try {
                        ((ServerContainer) servlets.getAttribute(ServerContainer.class.getName()))
                                .addEndpoint(Echo.class);
                    } catch (jakarta.websocket.DeploymentException e) {
                        throw new AssertionError(e);
                    }
                },
                null);
        tomcat.start();
        return () -> {
            tomcat.stop();
            tomcat.destroy();
        };
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

    /** Public, as WebSockets ask. */
    @ServerEndpoint("/one/socket")
    public static final class Echo {
        @OnMessage
        public String answer(String message) {
            return message;
        }
    }

    private static final class Answers extends HttpServlet {
        private final transient TestApp app;

        Answers(TestApp app) {
            this.app = app;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            byte[] body = request.getInputStream().readAllBytes();
            String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
            String client = request.getScheme() + "://" + request.getRemoteAddr() + ":" + request.getRemotePort();
            String answer = app.answer(request.getMethod(), request.getRequestURI() + query, body, client);
            response.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
        }
    }
}

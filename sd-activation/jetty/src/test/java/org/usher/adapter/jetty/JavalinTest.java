package org.usher.adapter.jetty;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.javalin.Javalin;
import io.javalin.http.Context;
import java.nio.file.Path;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.handoff.ConnectionSource;
import org.usher.handoff.ServerContract;
import org.usher.handoff.TestApp;

/** Javalin 7, which is on Jetty 12.1, takes the connector in one line. */
@Tag("jvm")
@Tag("newer")
class JavalinTest extends ServerContract {
    JavalinTest(@TempDir Path directory) {
        super(directory);
    }

    @Override
    protected AutoCloseable start(ConnectionSource source, TestApp app) {
        Javalin javalin = Javalin.start(config -> {
            config.startup.showJavalinBanner = false;
            config.jetty.addConnector(
                    (server, http) -> new ActivatedConnector(server, source, new HttpConnectionFactory(http)));
            config.routes.before(context -> answer(context, app));
            config.routes.ws("/one/socket", socket -> socket.onMessage(said -> said.send(said.message())));
        });
        return javalin::stop;
    }

    private static void answer(Context context, TestApp app) {
        String query = context.queryString() == null ? "" : "?" + context.queryString();
        String client = context.scheme() + "://" + context.req().getRemoteAddr() + ":"
                + context.req().getRemotePort();
        context.result(app.answer(context.method().name(), context.path() + query, context.bodyAsBytes(), client));
        context.status(200).skipRemainingHandlers();
    }

    @Test
    void aWebSocketIsItsOwnToItsEnd() throws Exception {
        exchangeByWebSocket("/one/socket");
    }

    @Test
    void theAppOfThePageSaysWhatItLacks() {
        Throwable failure = assertThrows(RuntimeException.class, JavalinTest::appOfThePage);
        while (failure.getCause() != null) {
            failure = failure.getCause();
        }
        assertTrue(failure.getMessage().contains("start it through its .socket unit"), failure::toString);
    }

    private static void appOfThePage() {
        Javalin.start(config -> {
            config.jetty.addConnector(ActivatedConnector::new);
            config.routes.get("/wiki/", context -> context.result("Hello"));
        });
    }
}

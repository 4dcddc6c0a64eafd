package org.usher.adapter.netty;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/** An app with what Netty's page shows for Vert.x: it names itself and its client, and ends when it is idle. */
public final class VertxApp {
    private VertxApp() {}

    /** Runs until it is told to stop, or has been idle for as many seconds as are given. */
    public static void main(String[] arguments) {
        Handler<HttpServerRequest> handler = request ->
                request.response().end("vertx " + request.remoteAddress().hostAddress() + "\n");
        ActivatedTransport transport = new ActivatedTransport();
        transport.exitWhenIdle(Duration.ofSeconds(Integer.parseInt(arguments[0])));
        Vertx vertx = Vertx.builder().withTransport(transport).build();
        vertx.createHttpServer().requestHandler(handler).listen(80);
    }
}

package org.usher.adapter.netty;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.VertxConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.handoff.ConnectionSource;
import org.usher.handoff.EndedTls;
import org.usher.handoff.ServerContract;
import org.usher.handoff.TestApp;

/** Vert.x takes the channel by its transport. */
@Tag("jvm")
class VertxTest extends ServerContract {
    VertxTest(@TempDir Path directory) {
        super(directory);
    }

    @Override
    protected AutoCloseable start(ConnectionSource source, TestApp app) throws Exception {
        ActivatedTransport transport = new ActivatedTransport(source);
        Vertx vertx = Vertx.builder().withTransport(transport).build();
        vertx.createHttpServer()
                .requestHandler(request -> answer(vertx, app, request))
                .webSocketHandler(socket -> socket.textMessageHandler(socket::writeTextMessage))
                .listen(80)
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        return () -> {
            transport.stop();
            vertx.close().toCompletionStage().toCompletableFuture().get();
        };
    }

    @Test
    void aWebSocketIsItsOwnToItsEnd() throws Exception {
        exchangeByWebSocket("/one/socket");
    }

    @Test
    void anAnswerThatComesBeforeTheBodyIsTheAnswerToItsRequest() throws Exception {
        exchangeWithEarlyAnswers("/one/early");
    }

    @Test
    void everyFurtherServerOpensItsPort() throws Exception {
        Vertx vertx = Vertx.builder()
                .withTransport(new ActivatedTransport(new ConnectionSource.Accepted(
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))))
                .build();
        HttpServer first = listen(vertx);
        HttpServer second = listen(vertx);
        assertNotEquals(first.actualPort(), second.actualPort());
        for (HttpServer server : List.of(first, second)) {
            new Socket(InetAddress.getLoopbackAddress(), server.actualPort()).close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    private static HttpServer listen(Vertx vertx) throws Exception {
        return vertx.createHttpServer()
                .requestHandler(request -> request.response().end())
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    private static void answer(Vertx vertx, TestApp app, HttpServerRequest request) {
        if (request.uri().contains("early")) {
            request.response().end();
            return;
        }
        EndedTls tls = ((VertxConnection) request.connection())
                .channel()
                .attr(ActivatedServerChannel.TLS)
                .get();
        String scheme = tls != null && tls.isSecure() ? "https://" : "http://";
        String client = scheme + request.remoteAddress().hostAddress() + ":"
                + request.remoteAddress().port();
        request.body()
                .compose(body -> vertx.executeBlocking(
                        () -> app.answer(request.method().name(), request.uri(), body.getBytes(), client), false))
                .onSuccess(request.response()::end);
    }
}

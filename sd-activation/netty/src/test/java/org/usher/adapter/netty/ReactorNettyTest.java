package org.usher.adapter.netty;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.handoff.ConnectionSource;
import org.usher.handoff.EndedTls;
import org.usher.handoff.ServerContract;
import org.usher.handoff.TestApp;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/** Reactor Netty takes the channel by its resources, as Netty's page shows. */
@Tag("jvm")
@SuppressWarnings("FutureReturnValueIgnored") // the end of the event loops
class ReactorNettyTest extends ServerContract {
    ReactorNettyTest(@TempDir Path directory) {
        super(directory);
    }

    @Override
    protected AutoCloseable start(ConnectionSource source, TestApp app) throws Exception {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        ActivatedServerChannel server = new ActivatedServerChannel(source);
        HttpServer.create()
                .runOn(new ActivatedResources(loops, server))
                .port(80)
                .route(routes -> routes.ws(
                                "/one/socket",
                                (in, out) -> out.sendString(in.receive().asString()))
                        .route(request -> true, (request, response) -> answer(app, request, response)))
                .bindNow();
        return () -> {
            server.stop();
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
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

    private static Mono<Void> answer(TestApp app, HttpServerRequest request, HttpServerResponse response) {
        if (request.uri().contains("early")) {
            return response.header("Content-Length", "0").send();
        }
        AtomicReference<EndedTls> tls = new AtomicReference<>();
        request.withConnection(connection ->
                tls.set(connection.channel().attr(ActivatedServerChannel.TLS).get()));
        String scheme = tls.get() != null && tls.get().isSecure() ? "https://" : "http://";
        InetSocketAddress address = request.remoteAddress();
        String client = scheme + address.getAddress().getHostAddress() + ":" + address.getPort();
        return request.receive()
                .aggregate()
                .asByteArray()
                .defaultIfEmpty(new byte[0])
                .publishOn(Schedulers.boundedElastic())
                .flatMap(body -> response.sendString(Mono.fromCallable(
                                () -> app.answer(request.method().name(), request.uri(), body, client)))
                        .then());
    }

    /** Event loops, and what server they run. */
    private record ActivatedResources(EventLoopGroup loops, ServerChannel server) implements LoopResources {
        @Override
        public EventLoopGroup onServer(boolean useNative) {
            return loops;
        }

        @Override
        @SuppressWarnings("unchecked") // Reactor Netty takes it for no more than a Channel
        public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup group) {
            return type == ServerSocketChannel.class ? (C) server : LoopResources.super.onChannel(type, group);
        }
    }
}

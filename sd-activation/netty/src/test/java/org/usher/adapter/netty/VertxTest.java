package org.usher.adapter.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.transport.Transport;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.usher.handoff.ConnectionSource;
import org.usher.handoff.ServerContract;
import org.usher.handoff.TestApp;

/** Vert.x takes the channel by its transport: 20 lines, until Vert.x asks for less. */
@Tag("jvm")
class VertxTest extends ServerContract {
    VertxTest(@TempDir Path directory) {
        super(directory);
    }

    @Override
    protected AutoCloseable start(ConnectionSource source, TestApp app) throws Exception {
        AtomicReference<ActivatedServerChannel> channel = new AtomicReference<>();
        Vertx vertx = Vertx.builder()
                .withTransport(new Activated(() -> {
                    channel.set(new ActivatedServerChannel(source));
                    return channel.get();
                }))
                .build();
        vertx.createHttpServer()
                .requestHandler(request -> answer(vertx, app, request))
                .listen(80)
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        return () -> {
            channel.get().close().sync();
            channel.get().drained().get(20, TimeUnit.SECONDS);
            vertx.close().toCompletionStage().toCompletableFuture().get();
        };
    }

    private static void answer(Vertx vertx, TestApp app, HttpServerRequest request) {
        String client = request.remoteAddress().hostAddress() + ":"
                + request.remoteAddress().port();
        request.body()
                .compose(body -> vertx.executeBlocking(
                        () -> app.answer(request.method().name(), request.uri(), body.getBytes(), client), false))
                .onSuccess(request.response()::end);
    }

    /** NIO with another server channel. */
    private record Activated(ChannelFactory<? extends ServerChannel> server)
            implements Transport, io.vertx.core.spi.transport.Transport {
        private static final io.vertx.core.spi.transport.Transport NIO = Transport.NIO.implementation();

        @Override
        public String name() {
            return "activated";
        }

        @Override
        public boolean available() {
            return true;
        }

        @Override
        public @Nullable Throwable unavailabilityCause() {
            return null;
        }

        @Override
        public io.vertx.core.spi.transport.Transport implementation() {
            return this;
        }

        @Override
        public IoHandlerFactory ioHandlerFactory() {
            return NIO.ioHandlerFactory();
        }

        @Override
        public DatagramChannel datagramChannel() {
            return NIO.datagramChannel();
        }

        @Override
        @SuppressWarnings("deprecation") // the interface asks for it
        public DatagramChannel datagramChannel(InternetProtocolFamily family) {
            return NIO.datagramChannel(family);
        }

        @Override
        public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
            return NIO.channelFactory(domainSocket);
        }

        @Override
        public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
            return server;
        }
    }
}

package org.usher.adapter.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.conformance.Conformance;
import org.usher.handoff.ConnectionSource;
import org.usher.handoff.EndedTls;
import org.usher.handoff.ServerContract;
import org.usher.handoff.TestApp;

@Tag("jvm")
@SuppressWarnings("FutureReturnValueIgnored") // Netty closes a channel that cannot be written to
class ActivatedServerChannelTest extends ServerContract {
    private final ExecutorService workers =
            new ThreadPoolExecutor(0, 100, 1, TimeUnit.SECONDS, new SynchronousQueue<>());

    ActivatedServerChannelTest(@TempDir Path directory) {
        super(directory);
    }

    @Override
    protected AutoCloseable start(ConnectionSource source, TestApp app) throws Exception {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        ActivatedServerChannel server = (ActivatedServerChannel) new ServerBootstrap()
                .group(loops)
                .channelFactory(() -> new ActivatedServerChannel(source))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpServerKeepAliveHandler())
                                .addLast(new HttpObjectAggregator(1 << 20))
                                .addLast(new WebSocketServerProtocolHandler("/one/socket"))
                                .addLast(new Echo())
                                .addLast(new Answers(app));
                    }
                })
                .bind(80)
                .sync()
                .channel();
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
    void everyRuleOfTheProtocolIsKept() throws Exception {
        Conformance app = Conformance.of(startedAt("one")).within(PATIENCE).restartedBy(() -> beginRestart("one"));
        assertEquals(List.of(), app.failures());
    }

    private static final class Echo extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
            context.writeAndFlush(frame.retain());
        }
    }

    private final class Answers extends SimpleChannelInboundHandler<FullHttpRequest> {
        private final TestApp app;
        /** The answer before: Netty keeps no order among those of one connection. */
        private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

        Answers(TestApp app) {
            this.app = app;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            byte[] body = ByteBufUtil.getBytes(request.content());
            String method = request.method().name();
            String target = request.uri();
            InetSocketAddress client = (InetSocketAddress) context.channel().remoteAddress();
            EndedTls tls = context.channel().attr(ActivatedServerChannel.TLS).get();
            String scheme = tls != null && tls.isSecure() ? "https://" : "http://";
            String from = scheme + client.getAddress().getHostAddress() + ":" + client.getPort();
            last = last.thenRunAsync(() -> answer(context, method, app.answer(method, target, body, from)), workers);
        }

        private static void answer(ChannelHandlerContext context, String method, String text) {
            byte[] octets = text.getBytes(StandardCharsets.UTF_8);
            FullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    HttpResponseStatus.OK,
                    method.equals("HEAD") ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(octets));
            HttpUtil.setContentLength(response, octets.length);
            context.writeAndFlush(response);
        }
    }
}

package org.usher.adapter.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
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
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** An app with what Netty's page shows: it names itself and its client, and ends when it is idle. */
@SuppressWarnings("FutureReturnValueIgnored") // Netty closes a channel that cannot be written to
public final class NettyApp extends ChannelInitializer<SocketChannel> {
    /** Runs until it is told to stop, or has been idle for as many seconds as are given. */
    public static void main(String[] arguments) throws Exception {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory()))
                .childHandler(new NettyApp());
        ActivatedServerChannel server = (ActivatedServerChannel)
                bootstrap.channel(ActivatedServerChannel.class).bind(80).sync().channel();
        server.exitWhenIdle(Duration.ofSeconds(Integer.parseInt(arguments[0])));
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        channel.pipeline()
                .addLast(new HttpServerCodec(), new HttpServerKeepAliveHandler(), new HttpObjectAggregator(1 << 16))
                .addLast(new Answers());
    }

    private static final class Answers extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            InetSocketAddress client = (InetSocketAddress) context.channel().remoteAddress();
            String text = "netty " + client.getAddress().getHostAddress() + "\n";
            FullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
            HttpUtil.setContentLength(response, text.length());
            context.writeAndFlush(response);
        }
    }
}

package org.usher.adapter.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import org.junit.jupiter.api.Tag;
import org.usher.handoff.MisconfigurationContract;

@Tag("jvm")
class MisconfigurationTest extends MisconfigurationContract {
    @Override
    protected Class<?> program() {
        return Program.class;
    }

    /** As the page says. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws Exception {
            ServerBootstrap bootstrap = new ServerBootstrap()
                    .group(new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()))
                    .childHandler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) {}
                    });
            bootstrap.channel(ActivatedServerChannel.class).bind(80).sync();
        }
    }
}

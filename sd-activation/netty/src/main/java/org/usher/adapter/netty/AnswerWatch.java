package org.usher.adapter.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.usher.handoff.AnswerEnd;

/** A watch over what a connection writes, last of all handlers before the socket: it tells when an answer is whole. */
@SuppressWarnings("FutureReturnValueIgnored") // the promise of the writer is passed on
final class AnswerWatch extends ChannelOutboundHandlerAdapter {
    private static final ByteBuf HEAD_END =
            Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("\r\n\r\n", StandardCharsets.US_ASCII));
    private static final byte[] CLOSE = "\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final HandedSocketChannel connection;

    AnswerWatch(HandedSocketChannel connection) {
        this.connection = connection;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        AnswerEnd answer = connection.answer();
        if (answer == null || answer.isComplete()) {
            context.write(message, promise);
            return;
        }
        Object written = message;
        if (message instanceof ByteBuf octets) {
            written = connection.isForOneRequest() && answer.isAwaited() ? sayingClose(octets) : octets;
            for (ByteBuffer part : ((ByteBuf) written).nioBuffers()) {
                answer.take(part);
            }
        } else if (message instanceof FileRegion region) {
            answer.skip(region.count());
        }
        if (answer.switchesProtocols()) {
            connection.switched();
        }
        if (answer.isComplete()) {
            context.write(written, promise.unvoid()).addListener(flushed -> connection.answered(answer));
        } else {
            context.write(written, promise);
        }
    }

    /** SCOPE CLOSE asks for it, and the server does not know. */
    private static ByteBuf sayingClose(ByteBuf octets) {
        int end = ByteBufUtil.indexOf(HEAD_END, octets);
        if (end < 0) {
            return octets;
        }
        ByteBuf saying = octets.alloc().buffer(octets.readableBytes() + CLOSE.length);
        saying.writeBytes(octets, octets.readerIndex(), end - octets.readerIndex());
        saying.writeBytes(CLOSE);
        int rest = end + HEAD_END.readableBytes();
        saying.writeBytes(octets, rest, octets.writerIndex() - rest);
        octets.release();
        return saying;
    }
}

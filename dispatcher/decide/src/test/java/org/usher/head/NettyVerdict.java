package org.usher.head;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.usher.head.Verdict.Word;

/** The verdict of Netty's parser. */
final class NettyVerdict {
    private static final int LIMIT = 64 * 1024;

    private NettyVerdict() {}

    static Verdict of(byte[] octets) {
        HttpRequest request = parse(octets, octets.length);
        if (request == null) {
            return Verdict.WAITS;
        }
        DecoderResult result = request.decoderResult();
        if (result.isFailure()) {
            return Verdict.refuses(result.cause().getMessage());
        }
        return new Verdict(Word.TAKES, "", request.method().name(), request.uri(), host(request), length(octets));
    }

    /** Returns what it makes of the first octets; null as long as there is no whole head. */
    private static @Nullable HttpRequest parse(byte[] octets, int length) {
        HttpDecoderConfig config =
                new HttpDecoderConfig().setMaxInitialLineLength(LIMIT).setMaxHeaderSize(LIMIT);
        EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder(config));
        channel.writeInbound(Unpooled.wrappedBuffer(octets, 0, length));
        HttpRequest request = channel.readInbound();
        channel.finishAndReleaseAll();
        return request;
    }

    private static @Nullable String host(HttpRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        String host = hosts.isEmpty() ? "" : hosts.get(hosts.size() - 1).replaceFirst(":[0-9]*$", "");
        return host.isEmpty() ? null : host.toLowerCase(Locale.ROOT);
    }

    /** It does not tell where the head ends: that is as many octets as it needs. */
    private static int length(byte[] octets) {
        int needed = 0;
        for (int step = Integer.highestOneBit(octets.length); step > 0; step /= 2) {
            if (needed + step <= octets.length && parse(octets, needed + step) == null) {
                needed += step;
            }
        }
        return needed + 1;
    }
}

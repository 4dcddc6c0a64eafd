package org.usher.adapter.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPromise;
import io.netty.channel.nio.NioIoOps;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.usher.handoff.AnswerEnd;
import org.usher.handoff.HandedConnection;
import org.usher.handoff.RequestReader;
import org.usher.handoff.Scope;

/**
 * A handed connection as Netty reads it: one request after the other, each when the last one is answered, and then
 * silence, in which it is handed back. On its event loop, but for {@link #leave}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // of close() and of timers: nothing waits for them
final class HandedSocketChannel extends NioSocketChannel {
    private static final long DEREGISTRATION_LOOK_MICROS = 200;

    private final HandedConnection connection;
    private final RequestReader requests;
    /** The answer to the request that was read last; null if there is none to wait for. */
    private @Nullable AnswerEnd answer;
    /** The answer that was written last, perhaps before the body of its request had come. */
    private @Nullable AnswerEnd last;

    private boolean isHeld;
    private boolean goesBack;

    HandedSocketChannel(Channel parent, HandedConnection connection) {
        super(parent, connection.channel());
        this.connection = connection;
        this.requests = connection.requestReader();
        if (connection.tls() != null) {
            attr(ActivatedServerChannel.TLS).set(connection.tls());
        }
        pipeline().addFirst(new AnswerWatch(this));
    }

    @Override
    protected SocketAddress remoteAddress0() {
        InetSocketAddress client = connection.client();
        return client == null ? super.remoteAddress0() : client;
    }

    @Override
    protected SocketAddress localAddress0() {
        InetSocketAddress local = connection.local();
        return local == null ? super.localAddress0() : local;
    }

    boolean isForOneRequest() {
        return connection.scope().kind() == Scope.Kind.CLOSE;
    }

    /** Returns the answer that is awaited or being written; null if there is none. */
    @Nullable
    AnswerEnd answer() {
        return answer;
    }

    @Override
    protected void doRegister(ChannelPromise promise) {
        super.doRegister(promise);
        promise.addListener(registered -> resumeIfReady());
    }

    @Override
    protected int doReadBytes(ByteBuf into) throws Exception {
        if (goesBack) {
            return 0;
        }
        if (answer != null && requests.isBetween()) {
            hold();
            return 0;
        }
        return switch (requests.look()) {
            case MINE -> read(into);
            case INCOMPLETE -> 0;
            case CLOSE -> -1;
            case HAND_BACK -> {
                goesBack = true;
                hold();
                eventLoop().execute(this::goBack);
                yield 0;
            }
        };
    }

    private int read(ByteBuf into) throws Exception {
        if (answer == null && requests.answer() != last) {
            answer = requests.answer();
        }
        ByteBuffer octets = into.nioBuffer(into.writerIndex(), into.writableBytes());
        int count = requests.read(octets);
        into.writerIndex(into.writerIndex() + Math.max(count, 0));
        resumeIfReady(); // the rest of a request that was answered before, and nobody else looks
        return count;
    }

    /** Asks the selector for nothing: what waits in the socket is not to be read yet. */
    private void hold() {
        isHeld = true;
        removeAndSubmit(NioIoOps.READ);
    }

    /** The answer is wholly in the socket. */
    void answered(AnswerEnd whole) {
        if (whole.closes()) {
            requests.end();
        }
        answer = null;
        last = whole;
        if (isHeld && !goesBack && isOpen() && isRegistered()) {
            isHeld = false;
            addAndSubmit(NioIoOps.READ);
        }
        resumeIfReady();
    }

    /** HTTP has ended on this connection. */
    void switched() {
        requests.upgrade();
        answer = null;
    }

    private void resumeIfReady() {
        if (answer == null && !goesBack && requests.isReady()) {
            eventLoop().execute(unsafe()::read); // as if the selector had told: it does not
        }
    }

    /** Lets the connection be handed back as soon as its last request is answered. From any thread. */
    void leave() {
        requests.leave();
        if (isRegistered()) {
            eventLoop().execute(this::resumeIfReady);
        }
    }

    /** A cancelled key keeps the channel until the next selection, and closing it before would shut the connection down. */
    private void goBack() {
        deregister().addListener(deregistered -> goBackWhenDeregistered());
    }

    private void goBackWhenDeregistered() {
        if (javaChannel().isRegistered()) {
            eventLoop().schedule(this::goBackWhenDeregistered, DEREGISTRATION_LOOK_MICROS, TimeUnit.MICROSECONDS);
        } else {
            HandedConnection.aside(this::handBack);
        }
    }

    private void handBack() {
        connection.handBack(true);
        close();
    }

    @Override
    protected void doClose() throws Exception {
        connection.close();
        super.doClose();
    }
}

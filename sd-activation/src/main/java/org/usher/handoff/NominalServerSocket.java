package org.usher.handoff;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;

/** The socket of a {@link HandoffServerSocketChannel}: answers what servers ask before they serve. Has no fd. */
final class NominalServerSocket extends ServerSocket {
    private final ServerSocketChannel channel;
    private final InetSocketAddress nominal;

    NominalServerSocket(ServerSocketChannel channel, InetSocketAddress nominal) throws IOException {
        this.channel = channel;
        this.nominal = nominal;
    }

    @Override
    public ServerSocketChannel getChannel() {
        return channel;
    }

    @Override
    public InetAddress getInetAddress() {
        return nominal.getAddress();
    }

    @Override
    public int getLocalPort() {
        return nominal.getPort();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return nominal;
    }

    @Override
    public Socket accept() throws IOException {
        return channel.accept().socket();
    }

    @Override
    public boolean isBound() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

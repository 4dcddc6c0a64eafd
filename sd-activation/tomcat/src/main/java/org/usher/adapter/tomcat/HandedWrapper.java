package org.usher.adapter.tomcat;

import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import org.apache.tomcat.util.net.NioEndpoint;
import org.jspecify.annotations.Nullable;
import org.usher.handoff.HandedConnection;
import org.usher.handoff.Scope;

/** What Tomcat knows of a connection that was handed over: the addresses are those that came with it. */
final class HandedWrapper extends NioEndpoint.NioSocketWrapper {
    private final HandedChannel channel;
    private final boolean isSecure;
    private final @Nullable InetSocketAddress client;
    private final @Nullable InetSocketAddress local;

    HandedWrapper(HandedChannel channel, ActivatedEndpoint endpoint, HandedConnection connection) {
        super(channel, endpoint);
        this.channel = channel;
        this.isSecure = connection.scheme().equals("https");
        this.client = connection.client();
        this.local = connection.local();
        setReadTimeout(endpoint.getConnectionTimeout());
        setWriteTimeout(endpoint.getConnectionTimeout());
        boolean isForOne = connection.scope().kind() == Scope.Kind.CLOSE;
        setKeepAliveLeft(isForOne ? 1 : endpoint.getMaxKeepAliveRequests());
    }

    boolean isSecure() {
        return isSecure;
    }

    /** Lets the connection go back; returns whether it is idle, so that somebody has to do it. */
    boolean leave() {
        return channel.leave() && interestOpsHas(SelectionKey.OP_READ);
    }

    @Override
    protected void populateRemoteAddr() {
        super.populateRemoteAddr();
        remoteAddr = client == null ? remoteAddr : client.getAddress().getHostAddress();
    }

    @Override
    protected void populateRemoteHost() {
        super.populateRemoteHost();
        remoteHost = client == null ? remoteHost : client.getHostName();
    }

    @Override
    protected void populateRemotePort() {
        super.populateRemotePort();
        remotePort = client == null ? remotePort : client.getPort();
    }

    @Override
    protected void populateLocalAddr() {
        super.populateLocalAddr();
        localAddr = local == null ? localAddr : local.getAddress().getHostAddress();
    }

    @Override
    protected void populateLocalPort() {
        super.populateLocalPort();
        localPort = local == null ? localPort : local.getPort();
    }
}

package org.usher.adapter.tomcat;

import org.apache.coyote.Adapter;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.buf.MessageBytes;

/** Tomcat's processor of HTTP/1.1, which knows of each connection whether TLS was ended in front. */
final class HandedProcessor extends Http11Processor {
    HandedProcessor(ActivatedProtocol protocol, Adapter adapter) {
        super(protocol, adapter);
    }

    /** Says the scheme first, once for each head: {@code isSecure()} and the port of a Host field without one follow it. */
    @Override
    protected void parseHost(MessageBytes host) {
        if (getSocketWrapper() instanceof HandedWrapper handed && handed.isSecure()) {
            request.scheme().setString("https");
        }
        super.parseHost(host);
    }
}

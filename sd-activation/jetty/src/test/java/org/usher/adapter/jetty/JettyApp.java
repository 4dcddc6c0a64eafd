package org.usher.adapter.jetty;

import java.time.Duration;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;

/** An app with what Jetty's page shows: it names itself and its client, and ends when it is idle. */
public final class JettyApp extends Handler.Abstract {
    /** Runs until it is told to stop, or has been idle for as many seconds as are given. */
    public static void main(String[] arguments) throws Exception {
        Handler handler = new JettyApp();
        Server server = new Server();
        server.addConnector(new ActivatedConnector(server));
        ((ActivatedConnector) server.getConnectors()[0])
                .exitWhenIdle(Duration.ofSeconds(Integer.parseInt(arguments[0])));
        server.setHandler(handler);
        server.start();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Content.Sink.write(response, true, "jetty " + Request.getRemoteAddr(request) + "\n", callback);
        return true;
    }
}

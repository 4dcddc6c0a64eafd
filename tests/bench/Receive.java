import java.nio.channels.ServerSocketChannel;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.usher.activation.Activation;
import org.usher.adapter.jetty.ActivatedConnector;

/** One Jetty that accepts by itself, with a port as argument, or receives its connections, without. */
public final class Receive {
    public static void main(String[] arguments) throws Exception {
        Server server = new Server();
        if (arguments.length > 0) {
            ServerSocketChannel port = Activation.take().orElseThrow().only().serverSocketChannel();
            ServerConnector connector = new ServerConnector(server, 1, -1);
            connector.open(port);
            server.addConnector(connector);
        } else {
            server.addConnector(new ActivatedConnector(server));
        }
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                Content.Sink.write(response, true, "Hello from an app that somebody asked for a page.\n", callback);
                return true;
            }
        });
        server.start();
        server.join();
    }
}

package example;

import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.usher.activation.Activation;
import org.usher.handoff.HandedConnection;
import org.usher.handoff.HandoffListener;
import org.usher.notify.Supervisor;

/** Serves one connection of a port of its own and one that is handed over. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
        Activation.Received sockets = Activation.take().orElseThrow();
        try (ServerSocketChannel port = sockets.only("http").serverSocketChannel();
                HandoffListener listener = HandoffListener.open(sockets.only("app.socket"))) {
            Supervisor.current().ready();
            try (SocketChannel accepted = port.accept()) {
                accepted.write(ByteBuffer.wrap("accepted\n".getBytes()));
            }
            HandedConnection handed = listener.accept();
            byte[] head = handed.lookAhead().readHead();
            String text = "handed over, " + head.length + " octets\n";
            handed.channel().write(ByteBuffer.wrap(text.getBytes()));
            handed.finish();
        }
    }
}

package org.usher.adapter.httpserver;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** An ordinary program, which knows nothing of usher: it names itself and its client. */
public final class HttpServerApp {
    private HttpServerApp() {}

    /** Runs until it is told to stop. */
    public static void main(String[] arguments) throws IOException {
        HttpHandler handler = exchange -> {
            String client = exchange.getRemoteAddress().getAddress().getHostAddress();
            byte[] text = ("httpserver " + client + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        };
        HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
        server.createContext("/", handler);
        server.start();
    }
}

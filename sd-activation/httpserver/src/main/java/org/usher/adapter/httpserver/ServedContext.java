package org.usher.adapter.httpserver;

import com.sun.net.httpserver.Authenticator;
import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A path, and what serves it: authentication, filters, a handler. */
final class ServedContext extends HttpContext {
    private final HttpServer server;
    private final String path;
    private final Map<String, Object> attributes = new ConcurrentHashMap<>();
    private final List<Filter> filters = new CopyOnWriteArrayList<>();
    private volatile @Nullable HttpHandler handler;
    private volatile @Nullable Authenticator authenticator;

    ServedContext(HttpServer server, String path, @Nullable HttpHandler handler) {
        this.server = server;
        this.path = path;
        this.handler = handler;
    }

    /** Serves one exchange; one without a handler is answered 404. */
    void serve(ServedExchange exchange) throws IOException {
        List<Filter> chain = new ArrayList<>();
        if (authenticator != null) {
            chain.add(new Authentication(authenticator));
        }
        chain.addAll(filters);
        HttpHandler last = handler;
        new Filter.Chain(chain, last == null ? unhandled -> unhandled.sendResponseHeaders(404, -1) : last)
                .doFilter(exchange);
    }

    @Override
    public @Nullable HttpHandler getHandler() {
        return handler;
    }

    @Override
    public void setHandler(HttpHandler handler) {
        this.handler = handler;
    }

    @Override
    public String getPath() {
        return path;
    }

    @Override
    public HttpServer getServer() {
        return server;
    }

    @Override
    public Map<String, Object> getAttributes() {
        return attributes;
    }

    @Override
    public List<Filter> getFilters() {
        return filters;
    }

    @Override
    public @Nullable Authenticator setAuthenticator(@Nullable Authenticator next) {
        Authenticator before = authenticator;
        authenticator = next;
        return before;
    }

    @Override
    public @Nullable Authenticator getAuthenticator() {
        return authenticator;
    }

    /** The first filter of a context with an authenticator. */
    private static final class Authentication extends Filter {
        private final Authenticator authenticator;

        Authentication(Authenticator authenticator) {
            this.authenticator = authenticator;
        }

        @Override
        public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
            Authenticator.Result result = authenticator.authenticate(exchange);
            if (result instanceof Authenticator.Success success) {
                ((ServedExchange) exchange).setPrincipal(success.getPrincipal());
                chain.doFilter(exchange);
            } else if (result instanceof Authenticator.Retry retry) {
                exchange.sendResponseHeaders(retry.getResponseCode(), -1);
            } else {
                exchange.sendResponseHeaders(((Authenticator.Failure) result).getResponseCode(), -1);
            }
        }

        @Override
        public String description() {
            return "authentication";
        }
    }
}

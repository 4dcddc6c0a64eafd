package org.usher.adapter.httpserver;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One request and its answer, as handlers see them. It ends when the answer is wholly written. */
final class ServedExchange extends HttpExchange {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    /** The attribute that says {@code https} where TLS was ended in front: the interface has no other place for it. */
    private static final String SCHEME = "usher.scheme";

    private final ServedConnection connection;
    private final String method;
    private final URI target;
    private final String protocol;
    private final Headers requestFields = new Headers();
    private final Headers answerFields = new Headers();
    private final OutputStream output;
    private @Nullable ServedContext context;
    private InputStream requestBody;
    private @Nullable AnswerBody answer;
    private @Nullable OutputStream answerBody;
    private @Nullable HttpPrincipal principal;
    private int status = -1;

    private ServedExchange(ServedConnection connection, List<String> lines) throws IOException {
        String[] request = lines.get(0).split(" ", -1);
        if (request.length != 3) {
            throw new IOException("no request line");
        }
        this.connection = connection;
        this.method = request[0];
        this.protocol = request[2];
        this.output = connection.connection.channel().socket().getOutputStream();
        this.requestBody = new RequestBody(connection.requests);
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                requestFields.add(
                        line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        try {
            this.target = URI.create(request[1]);
        } catch (IllegalArgumentException e) {
            output.write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            connection.finish();
            throw new IOException("no URI: " + e.getMessage(), e);
        }
    }

    /** Makes the exchange of a request with this head. */
    static ServedExchange read(ServedConnection connection, byte[] head) throws IOException {
        String text = new String(head, StandardCharsets.ISO_8859_1).strip();
        ServedExchange exchange = new ServedExchange(connection, List.of(text.split("\r\n", -1)));
        if ("100-continue".equalsIgnoreCase(exchange.requestFields.getFirst("Expect"))) {
            exchange.output.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        return exchange;
    }

    /** Lets {@code context} answer; null: 404. */
    void serve(@Nullable ServedContext context) throws IOException {
        this.context = context;
        if (context == null) {
            sendResponseHeaders(404, -1);
        } else {
            context.serve(this);
        }
    }

    void setPrincipal(HttpPrincipal principal) {
        this.principal = principal;
    }

    @Override
    public Headers getRequestHeaders() {
        return requestFields;
    }

    @Override
    public Headers getResponseHeaders() {
        return answerFields;
    }

    @Override
    public URI getRequestURI() {
        return target;
    }

    @Override
    public String getRequestMethod() {
        return method;
    }

    @Override
    public HttpContext getHttpContext() {
        return Objects.requireNonNull(context);
    }

    /** Returns whether the answer is complete: the connection is not this exchange's any more. */
    boolean isAnswered() {
        return answer != null && answer.hasLetGo();
    }

    /** Ends the answer; without one, the connection. */
    @Override
    public void close() {
        try {
            if (answer == null) {
                connection.close();
            } else {
                answer.close();
            }
        } catch (IOException e) {
            connection.close();
        }
    }

    @Override
    public InputStream getRequestBody() {
        return requestBody;
    }

    @Override
    public OutputStream getResponseBody() {
        if (answerBody == null) { // what is written before the head is known has nowhere to go
            throw new IllegalStateException("headers not sent yet");
        }
        return answerBody;
    }

    @Override
    public void sendResponseHeaders(int code, long length) throws IOException {
        if (answer != null) {
            throw new IOException("headers already sent");
        }
        status = code;
        boolean hasBody = length >= 0 && !method.equals("HEAD") && code >= 200 && code != 204 && code != 304;
        boolean chunked = hasBody && length == 0 && protocol.equals("HTTP/1.1");
        boolean untilClose = hasBody && length == 0 && !chunked;
        boolean closes = untilClose
                || connection.requests.isLast()
                || "close".equalsIgnoreCase(answerFields.getFirst("Connection"));
        answerFields.remove("Transfer-encoding");
        if (chunked) {
            answerFields.set("Transfer-encoding", "chunked");
        } else if (hasBody && !untilClose) {
            answerFields.set("Content-length", String.valueOf(length));
        } else if (code >= 200 && code != 204 && code != 304 && length < 0 && !method.equals("HEAD")) {
            answerFields.set("Content-length", "0");
        }
        if (closes) {
            answerFields.set("Connection", "close");
        }
        answerFields.set("Date", DATE.format(ZonedDateTime.now(ZoneOffset.UTC)));
        answer = new AnswerBody(connection, output, head(code), closes);
        answer.begin(chunked ? AnswerBody.CHUNKED : untilClose ? AnswerBody.UNTIL_CLOSE : hasBody ? length : 0);
        answerBody = answerBody == null ? answer : answerBody;
    }

    private byte[] head(int code) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + code + " \r\n");
        answerFields.forEach((name, values) -> values.forEach(
                value -> head.append(name).append(": ").append(value).append("\r\n")));
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public InetSocketAddress getRemoteAddress() {
        InetSocketAddress client = connection.connection.client();
        return client != null ? client : InetSocketAddress.createUnresolved("unknown", 0);
    }

    @Override
    public int getResponseCode() {
        return status;
    }

    @Override
    public InetSocketAddress getLocalAddress() {
        InetSocketAddress local = connection.connection.local();
        return local != null ? local : InetSocketAddress.createUnresolved("unknown", 0);
    }

    @Override
    public String getProtocol() {
        return protocol;
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return name.equals(SCHEME)
                ? connection.connection.scheme()
                : getHttpContext().getAttributes().get(name);
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
        if (value == null) {
            getHttpContext().getAttributes().remove(name);
        } else {
            getHttpContext().getAttributes().put(name, value);
        }
    }

    @Override
    public void setStreams(@Nullable InputStream input, @Nullable OutputStream output) {
        requestBody = input == null ? requestBody : input;
        answerBody = output == null ? answerBody : output;
    }

    @Override
    public @Nullable HttpPrincipal getPrincipal() {
        return principal;
    }
}

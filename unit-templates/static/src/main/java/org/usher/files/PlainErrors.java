package org.usher.files;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers for what is not served, in plain text. Nothing in them comes from the request. */
final class PlainErrors extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        Object reason = status == HttpStatus.FORBIDDEN_403 ? request.getAttribute(ERROR_MESSAGE) : null;
        String text = status + " " + HttpStatus.getMessage(status) + "\n" + (reason == null ? "" : reason + "\n");
        ByteBuffer octets = StandardCharsets.UTF_8.encode(text);
        if (HttpStatus.hasNoBody(status)) {
            callback.succeeded();
            return true;
        }
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, octets.remaining());
        response.write(true, octets, callback);
        return true;
    }
}

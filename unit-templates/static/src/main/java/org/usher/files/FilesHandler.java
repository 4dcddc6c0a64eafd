package org.usher.files;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.CompressedContentFormat;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.http.content.ResourceHttpContent;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.ResourceService;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.jspecify.annotations.Nullable;
import org.usher.adapter.jetty.ActivatedConnector;

/**
 * Answers GET and HEAD with files of a {@link Root}: what is below the prefix of the request is the path below the root.
 * Ranges, conditions and compressed neighbours ({@code x.css.br}, {@code x.css.gz}) are Jetty's part. Nothing of a file is
 * kept from one request to the next.
 */
final class FilesHandler extends Handler.Abstract.NonBlocking {
    private static final String INDEX = "index.html";
    /** A path that everybody reads alike, and no query: to what that means there is no answer but the app's. */
    private static final Pattern PLAIN = Pattern.compile("(?!.*/\\.{1,2}(/|$))/[^?;#\\\\]*");

    private static final HttpField ALLOW = new PreEncodedHttpField(HttpHeader.ALLOW, "GET, HEAD");
    private static final HttpField NO_SNIFF = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");

    private final Root root;
    private final @Nullable Duration maxAge;
    private final ResourceService service = new ResourceService();

    FilesHandler(Root root) {
        this(root, null);
    }

    /**
     * Serves files that have {@link Marks}.
     *
     * @param maxAge how long those without a mark are served, zero for ever; null: marks say nothing
     */
    FilesHandler(Root root, @Nullable Duration maxAge) {
        this.root = root;
        this.maxAge = maxAge;
        service.setEtags(true);
        service.setAcceptRanges(true);
        service.setDirAllowed(false);
        service.setPrecompressedFormats(List.of(CompressedContentFormat.BR, CompressedContentFormat.GZIP));
        service.setHttpContentFactory(this::content);
    }

    /** Returns the file at a path below the root; null if there is none to be served. */
    private @Nullable HttpContent content(String path) {
        if (!(root.find(path) instanceof Found.Document document)) {
            return null;
        }
        Marks marks = maxAge == null ? null : Marks.of(document.path());
        if (maxAge != null && (marks == null || marks.isOver(maxAge, Instant.now()))) {
            return null;
        }
        String marked = marks == null ? null : marks.type();
        String type = marked == null ? MimeTypes.DEFAULTS.getMimeByExtension(path) : marked;
        return new ResourceHttpContent(ResourceFactory.root().newResource(document.path()), type);
    }

    /** Returns whether a request for {@code target} by the route of {@code prefix} is answered with a file. */
    boolean has(@Nullable String prefix, String target) {
        if (!PLAIN.matcher(target).matches()) {
            return false;
        }
        try {
            HttpURI uri = HttpURI.from(target);
            String path = uri.hasViolations() ? null : PathBelow.of(prefix, uri.getCanonicalPath());
            String file = path != null && target.endsWith("/") ? path + INDEX : path;
            return file != null && content(file) != null;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        response.getHeaders().put(NO_SNIFF);
        if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
            response.getHeaders().put(ALLOW);
            Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
            return true;
        }
        String path = PathBelow.of(ActivatedConnector.prefix(request), pathOf(request));
        if (path == null) {
            Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
            return true;
        }
        boolean isDirectory = request.getHttpURI().getCanonicalPath().endsWith("/");
        String file = isDirectory ? path + INDEX : path;
        HttpContent content = service.getContent(file, request);
        if (content == null) {
            explain(path, request, response, callback);
        } else if (isDirectory) {
            HttpURI index = HttpURI.build(request.getHttpURI())
                    .path(request.getHttpURI().getCanonicalPath() + INDEX)
                    .asImmutable();
            service.doGet(Request.serveAs(request, index), response, callback, content);
        } else {
            service.doGet(request, response, callback, content);
        }
        return true;
    }

    private static String pathOf(Request request) {
        String path = request.getHttpURI().getCanonicalPath();
        return path == null ? "" : path;
    }

    /** Answers a request for what is no file to be served. */
    private void explain(String path, Request request, Response response, Callback callback) {
        boolean isDirectory = path.isEmpty() || path.endsWith("/");
        String name = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        Found found = root.find(isDirectory ? path + INDEX : name);
        if (isDirectory && found instanceof Found.Missing && root.find(name) instanceof Found.Directory) {
            found = new Found.Forbidden("The directory has no " + INDEX + ", and it is not listed.");
        }
        if (found instanceof Found.Directory && !isDirectory) {
            HttpURI.Mutable uri = HttpURI.build(request.getHttpURI());
            response.getHeaders().put(HttpFields.CONTENT_LENGTH_0);
            Response.sendRedirect(
                    request,
                    response,
                    callback,
                    uri.path(uri.getCanonicalPath() + "/").getPathQuery());
        } else if (found instanceof Found.Forbidden forbidden) {
            Response.writeError(request, response, callback, HttpStatus.FORBIDDEN_403, forbidden.reason());
        } else {
            Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
        }
    }
}

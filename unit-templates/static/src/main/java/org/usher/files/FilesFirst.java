package org.usher.files;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.usher.adapter.jetty.ActivatedConnector;
import org.usher.handoff.Answers;
import org.usher.handoff.HandedConnection;

/**
 * The files that apps have put before themselves ({@code Static=} in their claims): GET and HEAD of a file that is there
 * and has not expired are answered, everything else is passed on to the app. What a connection is about is told in its
 * TARGET (PROTOCOL.md): the directory, and the milliseconds for which a file is served, 0 for ever.
 */
final class FilesFirst extends Handler.Abstract.NonBlocking implements Answers {
    /** One for each unit with {@code Static=}; beyond that, those of units that are no more make room. */
    private static final int DIRECTORIES_MAX = 1024;

    private static final Pattern METHOD = Pattern.compile("GET|HEAD");
    private static final Pattern MILLIS = Pattern.compile("[0-9]{1,15}");

    private final Map<String, FilesHandler> directories = new ConcurrentHashMap<>();

    @Override
    public boolean has(HandedConnection connection, String method, String target) {
        FilesHandler files = files(connection);
        return files != null && METHOD.matcher(method).matches() && files.has(connection.prefix(), target);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        FilesHandler files = files(ActivatedConnector.handed(request));
        return files != null && files.handle(request, response, callback);
    }

    private @Nullable FilesHandler files(@Nullable HandedConnection connection) {
        String target = connection == null ? null : connection.target();
        if (target == null) {
            return null;
        }
        FilesHandler known = directories.get(target);
        if (known == null) {
            known = parse(target);
            if (directories.size() >= DIRECTORIES_MAX) {
                directories.clear();
            }
            if (known != null) {
                directories.put(target, known);
            }
        }
        return known;
    }

    /** Returns what serves the files of a TARGET; null if that names no directory. */
    private static @Nullable FilesHandler parse(String target) {
        String[] lines = target.split("\n", -1);
        if (lines.length < 2
                || !lines[0].startsWith("/")
                || !MILLIS.matcher(lines[1]).matches()) {
            return null;
        }
        try {
            return new FilesHandler(new Root(Path.of(lines[0])), Duration.ofMillis(Long.parseLong(lines[1])));
        } catch (InvalidPathException none) {
            return null;
        }
    }
}

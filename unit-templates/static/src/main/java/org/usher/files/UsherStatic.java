package org.usher.files;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.usher.adapter.jetty.ActivatedConnector;
import org.usher.handoff.Answers;
import org.usher.handoff.ConnectionSource;

/**
 * The app as a process, on the socket that systemd passed, until SIGTERM or until it is idle: serves one directory, or,
 * where none is named, those of apps that have files asked before themselves ({@link FilesFirst}).
 */
public final class UsherStatic {
    private static final String USAGE = "usage: usher-static [--exit-idle SECONDS] [DIRECTORY]";
    /** No thread waits for a client, so a few do for all. */
    private static final int THREADS_MAX = 12;

    private static final int HEAD_SIZE_MAX = 64 * 1024;

    private UsherStatic() {}

    public static void main(String[] words) throws Exception {
        List<String> left = List.of(words);
        Duration idle = Duration.ZERO;
        if (left.size() >= 2 && left.get(0).equals("--exit-idle") && left.get(1).matches("[1-9][0-9]{0,6}")) {
            idle = Duration.ofSeconds(Long.parseLong(left.get(1)));
            left = left.subList(2, left.size());
        }
        if (left.size() > 1
                || (left.size() == 1 && (left.get(0).isEmpty() || left.get(0).startsWith("-")))) {
            System.err.println(USAGE);
            System.exit(2);
        }
        try {
            if (left.isEmpty()) {
                serveFirst(ConnectionSource.take(), idle).join();
            } else {
                serve(new Root(directory(left.get(0))), ConnectionSource.take(), idle)
                        .join();
            }
        } catch (IllegalStateException noSocket) {
            fail(noSocket.getMessage());
        }
    }

    private static Path directory(String path) {
        Path directory = Path.of(path);
        if (!directory.isAbsolute() || !directory.toFile().isDirectory()) {
            fail(directory
                    + " is no directory that can be read, or not an absolute path: make it, or name another one by"
                    + " Environment=ROOT= in a drop-in of the service");
        }
        return directory;
    }

    private static void fail(@Nullable String why) {
        System.err.println("cannot start: " + why);
        System.exit(1);
    }

    /** Returns a server that runs; {@code idle} of zero: for ever. */
    static Server serve(Root root, ConnectionSource source, Duration idle) throws Exception {
        return serve(new FilesHandler(root), null, source, idle);
    }

    /** As {@link #serve}, for connections that say themselves which directory they are about. */
    static Server serveFirst(ConnectionSource source, Duration idle) throws Exception {
        FilesFirst files = new FilesFirst();
        return serve(files, files, source, idle);
    }

    private static Server serve(Handler handler, @Nullable Answers answers, ConnectionSource source, Duration idle)
            throws Exception {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS_MAX, 2);
        threads.setReservedThreads(1);
        Server server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setRequestHeaderSize(HEAD_SIZE_MAX); // usher has let it pass
        http.setUriCompliance(
                UriCompliance.DEFAULT.with("files", UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING)); // 100%
        http.setSendServerVersion(false);
        ActivatedConnector connector = new ActivatedConnector(server, source, new HttpConnectionFactory(http));
        if (!idle.isZero()) {
            connector.exitWhenIdle(idle);
        }
        if (answers != null) {
            connector.answerOnly(answers);
        }
        server.addConnector(connector);
        server.setHandler(handler);
        server.setErrorHandler(new PlainErrors());
        server.start();
        return server;
    }
}

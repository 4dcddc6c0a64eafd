package org.usher.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.usher.files.Found.Document;
import org.usher.flow.Scratch;
import org.usher.handoff.Handoff;
import org.usher.handoff.HandoffReceiver;
import org.usher.posix.FileCalls;
import org.usher.posix.Kernel;
import org.usher.reception.Reception;

/** What the connections of the server share: one thread, the files that were asked for last, and the answers to requests. */
final class FilesServer {
    /** How long a client may be silent between two requests, and a half head may stay one. */
    static final Duration IDLE = Duration.ofSeconds(30);
    /** How long a client may take none of an answer. */
    static final Duration STALL = Duration.ofSeconds(60);
    /** How long answers that are being sent have for it after a stop. */
    static final Duration DRAIN = Duration.ofSeconds(30);

    private static final String INDEX = "index.html";
    private static final Pattern MILLIS = Pattern.compile("[0-9]{1,15}");
    /** One for each unit with {@code Static=}; beyond that, those of units that are no more make room. */
    private static final int PLACES_MAX = 1024;

    final Reception reception;
    final Scratch scratch = new Scratch();
    private final FileCalls files = new FileCalls();
    private final Shelf shelf;
    private final FileAnswer answers;
    private final @Nullable Place only;
    private final Map<String, Place> places = new LinkedHashMap<>();

    /**
     * Serves nothing yet.
     *
     * @param directory whose files are served; null: each connection says which, in its TARGET (PROTOCOL.md)
     * @param wallMillis the clock of files' times
     */
    FilesServer(Reception reception, @Nullable Path directory, LongSupplier wallMillis) {
        this.reception = reception;
        this.shelf = new Shelf(files, reception.loop().deadlines()::nowNanos, wallMillis);
        this.answers = new FileAnswer(files, scratch);
        this.only = directory == null ? null : new Place(new Root(directory, files), null);
    }

    /** Becomes the owner of a connection that was handed over. */
    void begin(HandoffReceiver receiver, Handoff handoff) {
        Place place = only == null ? place(handoff.header().target()) : only;
        if (place == null) {
            reception.complain("a connection without a TARGET that names a directory");
            Kernel.linux().close(handoff.fd());
            return;
        }
        new FilesConnection(this, receiver, handoff, place).begin();
    }

    /** Returns the place of a TARGET: its directory, and the milliseconds for which a file is served, 0 for ever. */
    private @Nullable Place place(@Nullable String target) {
        Place known = target == null ? null : places.get(target);
        if (known != null || target == null) {
            return known;
        }
        String[] lines = target.split("\n", -1);
        if (lines.length < 2
                || !lines[0].startsWith("/")
                || !MILLIS.matcher(lines[1]).matches()) {
            return null;
        }
        try {
            Duration maxAge = Duration.ofMillis(Long.parseLong(lines[1]));
            Place parsed = new Place(new Root(Path.of(lines[0]), files), maxAge);
            if (places.size() >= PLACES_MAX) {
                places.clear();
            }
            places.put(target, parsed);
            return parsed;
        } catch (InvalidPathException none) {
            return null;
        }
    }

    /**
     * Returns the answer to a request, whose first octets are in the scratch; null if it is to be passed on.
     *
     * @param path below the prefix of the request; null if it is not
     */
    @Nullable
    Sending answer(Place place, FileRequest request, @Nullable String path, boolean isLast) {
        boolean isDirectory = request.path()[request.path().length - 1] == '/';
        if (place.passesOn() && (path == null || !request.isPlain())) {
            return null;
        }
        if (!request.isGet() && !request.isHead()) {
            return answers.text(request, "405 Method Not Allowed", "", "Allow: GET, HEAD\r\n", isLast);
        }
        Found found = path == null ? Found.Plain.MISSING : shelf.find(place, isDirectory ? path + INDEX : path);
        if (found instanceof Document plain) {
            return document(place, request, isDirectory ? path + INDEX : path, plain, isLast);
        }
        return place.passesOn() ? null : refusal(place, request, path, found, isLast);
    }

    /** Answers with a file, or with a neighbour of it that is shorter on the wire. */
    private Sending document(Place place, FileRequest request, @Nullable String name, Document plain, boolean isLast) {
        String type = plain.file().type;
        for (Coding coding : plain.file().neighbours) {
            if (coding.isAccepted(request.acceptEncoding)
                    && shelf.find(place, name + coding.suffix()) instanceof Document compressed) {
                close(plain.fd());
                return answers.document(request, compressed, type, coding, isLast);
            }
        }
        return answers.document(request, plain, type, Coding.NONE, isLast);
    }

    private static void close(int fd) {
        if (fd != Document.NOT_OPEN) {
            Kernel.linux().close(fd);
        }
    }

    /** Answers a request for what is no file to be served. */
    private Sending refusal(Place place, FileRequest request, @Nullable String path, Found found, boolean isLast) {
        boolean isDirectory = request.path()[request.path().length - 1] == '/';
        if (found instanceof Found.Forbidden forbidden) {
            return answers.text(request, "403 Forbidden", forbidden.reason(), "", isLast);
        }
        if (found == Found.Plain.BUSY) {
            String later = "Retry-After: 5\r\n";
            return answers.text(request, "503 Service Unavailable", "Too many files are open.", later, isLast);
        }
        if (found == Found.Plain.DIRECTORY && !isDirectory) {
            String target = new String(request.path(), ISO_8859_1);
            return answers.redirect(target + "/" + request.query(), isLast);
        }
        if (found == Found.Plain.MISSING && path != null && isDirectory && isDirectory(place, path)) {
            String reason = "The directory has no " + INDEX + ", and directories are not listed.";
            return answers.text(request, "403 Forbidden", reason, "", isLast);
        }
        return answers.text(request, "404 Not Found", "", "", isLast);
    }

    private boolean isDirectory(Place place, String path) {
        String name = path.isEmpty() ? path : path.substring(0, path.length() - 1);
        Root.Opened opened = place.root().open(name);
        if (opened instanceof Root.Opened.File file) {
            close(file.fd());
        }
        return opened instanceof Root.Opened.Not not && not.found() == Found.Plain.DIRECTORY;
    }
}

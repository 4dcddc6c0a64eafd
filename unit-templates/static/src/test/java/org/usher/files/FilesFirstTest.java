package org.usher.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.files.AppBehindFiles.Answer;

/** Files that an app has put before itself: what is there is answered, everything else reaches the app as it came. */
final class FilesFirstTest {
    private static final Duration MAX_AGE = Duration.ofMinutes(10);

    private final Path root;
    private final Path sockets;
    private AppBehindFiles site;

    FilesFirstTest(@TempDir Path directory) throws IOException {
        sockets = directory;
        root = Files.createDirectory(directory.resolve("files"));
    }

    @BeforeEach
    void start() throws Exception {
        site = new AppBehindFiles(sockets, root, MAX_AGE);
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
        assertEquals(List.of(), List.copyOf(site.complaints));
    }

    private Path write(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    @Test
    void fileThatIsThereIsAnsweredAndTheOthersAreTheApps() throws Exception {
        write("a.txt", "file");
        write("docs/index.html", "index");
        assertEquals("file", site.ask("GET", "/app/a.txt"));
        assertEquals("index", site.ask("GET", "/app/docs/"));
        assertEquals("", site.ask("HEAD", "/app/a.txt"));
        assertEquals("app GET /app/b.txt ", site.ask("GET", "/app/b.txt"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/app/docs",
                "/app/none/",
                "/app/.hidden",
                "/app/a.txt?q",
                "/app/a.txt?",
                "/app/a.txt;x",
                "/app/%2e/a.txt",
                "/app/./a.txt",
                "/app/docs/../a.txt",
                "/app//a.txt",
                "/app/%2561.txt",
                "/app/a.txt/",
                "/app/a%00.txt",
                "/a.txt",
                "http://a/app/a.txt",
                "/app/link",
                "/app/docs%2findex.html",
                "/app/a\\.txt"
            })
    void whatIsNoPlainPathOfAFileIsTheApps(String target) throws Exception {
        write("a.txt", "file");
        write(".hidden", "hidden");
        write("docs/index.html", "index");
        Files.createSymbolicLink(root.resolve("link"), Path.of("/etc/passwd"));
        assertEquals("app GET " + target + " ", site.ask("GET", target));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"})
    void otherMethodsAreTheApps(String method) throws Exception {
        write("a.txt", "file");
        assertEquals("app " + method + " /app/a.txt ", site.ask(method, "/app/a.txt"));
    }

    @Test
    void whatTheAppWritesRenamesAndDeletesCountsAtOnce() throws Exception {
        for (int k = 0; k < 20; k++) {
            assertEquals("app GET /app/page ", site.ask("GET", "/app/page"));
            Files.move(write(".page", "v" + k), root.resolve("page"), StandardCopyOption.ATOMIC_MOVE);
            assertEquals("v" + k, site.ask("GET", "/app/page"));
            if (k % 2 == 0) {
                Files.delete(root.resolve("page"));
            } else {
                Files.move(root.resolve("page"), root.resolve("other"), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Test
    void fileIsServedUntilItIsAsOldAsMaxAge() throws Exception {
        Path page = write("page", "file");
        Files.setLastModifiedTime(
                page, FileTime.from(Instant.now().minus(MAX_AGE).plusSeconds(60)));
        assertEquals("file", site.ask("GET", "/app/page"));
        Files.setLastModifiedTime(page, FileTime.from(Instant.now().minus(MAX_AGE)));
        assertEquals("app GET /app/page ", site.ask("GET", "/app/page"));
    }

    @ParameterizedTest
    @CsvSource({"60,file", "-1,app GET /app/page ", "0,app GET /app/page "})
    void ownMarkOfAFileGoesBeforeMaxAge(long seconds, String body) throws Exception {
        Path page = write("page", "file");
        Files.setLastModifiedTime(page, FileTime.fromMillis(0));
        mark(page, "usher.expires", Long.toString(Instant.now().getEpochSecond() + seconds));
        assertEquals(body.strip(), site.ask("GET", "/app/page").strip());
    }

    @Test
    void markThatIsNoNumberHasPassed() throws Exception {
        mark(write("page", "file"), "usher.expires", "tomorrow");
        assertEquals("app GET /app/page ", site.ask("GET", "/app/page"));
    }

    @Test
    void fileSaysItsMediaTypeWhereItsNameDoesNot() throws Exception {
        mark(write("page", "<p>"), "mime_type", "text/html;charset=utf-8");
        try (Socket client = site.connect()) {
            AppBehindFiles.send(client, AppBehindFiles.request("GET", "/app/page", ""));
            Answer answer = Answer.read(client.getInputStream(), "GET");
            assertTrue(answer.head().contains("\r\nContent-Type: text/html;charset=utf-8\r\n"), answer::toString);
        }
    }

    private static void mark(Path file, String name, String value) throws IOException {
        Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
                .write(name, ByteBuffer.wrap(value.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void conditionsAndRangesAreAnswered() throws Exception {
        write("a.txt", "0123456789");
        assertEquals("345", site.ask("GET", "/app/a.txt", "Range: bytes=3-5"));
        assertEquals("", site.ask("GET", "/app/a.txt", "If-Modified-Since: Fri, 31 Dec 2100 00:00:00 GMT"));
    }

    @Test
    void webSocketIsTheApps() throws Exception {
        write("a.txt", "file");
        assertEquals("app GET /app/a.txt ", site.ask("GET", "/app/a.txt", "Connection: upgrade", "Upgrade: websocket"));
    }

    @Test
    void thousandMixedPipelinedRequestsAreAnsweredInOrderEachByItsOwn() throws Exception {
        write("a.txt", "file a");
        write("docs/index.html", "index");
        Random random = new Random(20261126);
        List<String[]> requests = new ArrayList<>();
        StringBuilder octets = new StringBuilder();
        for (int k = 0; k < 1000; k++) {
            String[] request = one(random.nextInt(6), k);
            requests.add(request);
            octets.append(AppBehindFiles.request(request[0], request[1], request[0].equals("POST") ? "b" + k : ""));
        }
        try (Socket client = site.connect()) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> sendAll(client, octets.toString()));
            for (String[] request : requests) {
                Answer answer = Answer.read(client.getInputStream(), request[0]);
                assertEquals(request[2], answer.body(), answer.head());
            }
            sent.get();
        }
    }

    /** Method, target, and the body of the answer. */
    private static String[] one(int kind, int k) {
        return switch (kind) {
            case 0 -> new String[] {"GET", "/app/a.txt", "file a"};
            case 1 -> new String[] {"GET", "/app/docs/", "index"};
            case 2 -> new String[] {"HEAD", "/app/a.txt", ""};
            case 3 -> new String[] {"GET", "/app/" + k, "app GET /app/" + k + " "};
            case 4 -> new String[] {"POST", "/app/a.txt", "app POST /app/a.txt b" + k};
            default -> new String[] {"HEAD", "/app/" + k, ""};
        };
    }

    private static void sendAll(Socket client, String octets) {
        try {
            AppBehindFiles.send(client, octets);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

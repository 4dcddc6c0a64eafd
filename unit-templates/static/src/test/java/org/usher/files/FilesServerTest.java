package org.usher.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What HTTP promises of files, on the wire. These are too young to be kept in memory. */
class FilesServerTest {
    private final Path root;
    private Site site;

    FilesServerTest(@TempDir Path root) {
        this.root = root;
    }

    @BeforeEach
    void start() throws Exception {
        site = new Site(root, ahead());
    }

    Duration ahead() {
        return Duration.ZERO;
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    @Test
    void fileIsServedWithItsTypeLengthAndDate() throws Exception {
        site.write("a/b.css", "body{}");
        Site.Answer answer = site.get("/a/b.css?x=1");
        assertEquals(200, answer.status(), answer::octets);
        assertEquals("body{}", answer.body());
        assertEquals("text/css", answer.field("Content-Type"));
        assertEquals("6", answer.field("Content-Length"));
        assertEquals("nosniff", answer.field("X-Content-Type-Options"));
        assertTrue(answer.field("Last-Modified").endsWith(" GMT"), answer::octets);
        assertEquals("", answer.field("Server"));
    }

    @Test
    void nameWithBlanksPlusAndPercentIsServed() throws Exception {
        site.write("a 1+2%.txt", "x");
        assertEquals("x", site.get("/a%201+2%25.txt").body());
    }

    @Test
    void headIsAnsweredAsGetWithoutTheBody() throws Exception {
        site.write("a.txt", "0123456789");
        Site.Answer answer = site.ask("HEAD", "/a.txt");
        assertEquals(200, answer.status());
        assertEquals("10", answer.field("Content-Length"));
        assertEquals("", answer.body());
    }

    @ParameterizedTest
    @CsvSource({"bytes=2-4,234,bytes 2-4/10", "bytes=7-,789,bytes 7-9/10", "bytes=-2,89,bytes 8-9/10"})
    void rangeIsAnsweredAlone(String range, String octets, String contentRange) throws Exception {
        site.write("a.txt", "0123456789");
        Site.Answer answer = site.get("/a.txt", "Range: " + range);
        assertEquals(206, answer.status());
        assertEquals(octets, answer.body());
        assertEquals(contentRange, answer.field("Content-Range"));
    }

    @Test
    void rangeBeyondTheEndIsRefused() throws Exception {
        site.write("a.txt", "0123456789");
        Site.Answer answer = site.get("/a.txt", "Range: bytes=10-");
        assertEquals(416, answer.status());
        assertEquals("bytes */10", answer.field("Content-Range"));
    }

    @Test
    void severalRangesComeAsParts() throws Exception {
        site.write("a.txt", "0123456789");
        Site.Answer answer = site.get("/a.txt", "Range: bytes=0-1,8-9");
        assertEquals(206, answer.status());
        assertTrue(answer.body().contains("\r\n\r\n01\r\n"), answer::octets);
        assertTrue(answer.body().contains("\r\n\r\n89\r\n"), answer::octets);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a.txt", "/"})
    void whatTheClientHasIsNotSentAgain(String path) throws Exception {
        site.write("a.txt", "x");
        site.write("index.html", "x");
        Site.Answer first = site.get(path);
        assertFalse(first.field("ETag").isEmpty(), first::octets);
        for (String condition : new String[] {
            "If-None-Match: " + first.field("ETag"), "If-Modified-Since: " + first.field("Last-Modified")
        }) {
            Site.Answer second = site.get(path, condition);
            assertEquals(304, second.status(), second::octets);
            assertEquals("", second.body());
        }
    }

    @Test
    void fileThatIsReplacedIsServedAtOnce() throws Exception {
        site.write("a.txt", "old");
        String tag = site.get("/a.txt").field("ETag");
        Files.move(site.write("a.tmp", "newer"), root.resolve("a.txt"), StandardCopyOption.REPLACE_EXISTING);
        assertEquals("newer", site.get("/a.txt", "If-None-Match: " + tag).body());
        assertEquals(412, site.get("/a.txt", "If-Match: " + tag).status());
        Files.delete(root.resolve("a.txt"));
        assertEquals(404, site.get("/a.txt").status());
    }

    @ParameterizedTest
    @CsvSource({"gzip,zipped,gzip", "'gzip, br',brotli,br", "identity,plain,''", "'gzip;q=0, br;q=0',plain,''"})
    void compressedNeighbourIsServedToThoseThatTakeIt(String accepted, String body, String encoding) throws Exception {
        site.write("a.css", "plain");
        site.write("a.css.gz", "zipped");
        site.write("a.css.br", "brotli");
        Site.Answer answer = site.get("/a.css", "Accept-Encoding: " + accepted);
        assertEquals(body, answer.body());
        assertEquals(encoding, answer.field("Content-Encoding"));
        assertEquals("text/css", answer.field("Content-Type"));
        assertEquals("Accept-Encoding", answer.field("Vary"));
    }

    @Test
    void directoryIsItsIndexAndIsNeverListed() throws Exception {
        site.write("docs/index.html", "welcome");
        site.write("bare/a.txt", "x");
        assertEquals("welcome", site.get("/docs/").body());
        assertEquals("text/html", site.get("/docs/").field("Content-Type"));
        assertEquals(403, site.get("/bare/").status());
        assertFalse(site.get("/bare/").body().contains("a.txt"));
        assertEquals(404, site.get("/none/").status());
        assertEquals(404, site.get("/docs/index.html/").status());
    }

    @Test
    void directoryWithoutItsSlashIsRedirectedOnThisHost() throws Exception {
        site.write("docs/index.html", "welcome");
        Site.Answer answer = site.get("/docs?a=b");
        assertEquals(302, answer.status(), answer::octets);
        assertTrue(answer.field("Location").matches("(http://a(:\\d+)?)?/docs/\\?a=b"), answer::octets);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"})
    void otherMethodsAreRefused(String method) throws Exception {
        site.write("a.txt", "x");
        Site.Answer answer = site.ask(method, "/a.txt", "Content-Length: 0");
        assertEquals(405, answer.status());
        assertEquals("GET, HEAD", answer.field("Allow"));
    }

    @ParameterizedTest
    @CsvSource({"GET,/none,404", "POST,/none,405", "GET,/%zz,400", "GET,/<script>,404"})
    void refusalsAreInPlainText(String method, String path, int status) throws Exception {
        Site.Answer answer = site.ask(method, path);
        assertEquals(status, answer.status(), answer::octets);
        assertTrue(answer.field("Content-Type").startsWith("text/plain"), answer::octets);
        assertTrue(answer.body().startsWith(status + " "), answer::octets);
        assertFalse(answer.body().contains("script"), answer::octets);
    }

    @Test
    void connectionIsKeptForPipelinedRequests() throws Exception {
        site.write("a.txt", "first");
        site.write("b.txt", "second");
        String last = "Connection: close\r\n\r\n";
        String answers = site.exchange(request("/a.txt") + "\r\n" + request("/b.txt") + last);
        assertTrue(answers.contains("\r\n\r\nfirstHTTP/1.1 200 OK\r\n"), answers);
        assertTrue(answers.endsWith("\r\n\r\nsecond"), answers);
    }

    @Test
    void largeFileArrivesWhole() throws Exception {
        String large = "0123456789abcdef".repeat(200_000);
        site.write("large", large);
        assertEquals(large, site.get("/large").body());
    }

    @Test
    void rangesOfALargeFileArriveWhole() throws Exception {
        String large = "0123456789abcdef".repeat(200_000);
        site.write("large", large);
        assertEquals(
                large.substring(1_000_001),
                site.get("/large", "Range: bytes=1000001-").body());
        String parts =
                site.get("/large", "Range: bytes=5-1000004,2000000-2999999").body();
        assertTrue(parts.contains("\r\n\r\n" + large.substring(5, 1_000_005) + "\r\n--"));
        assertTrue(parts.contains("\r\n\r\n" + large.substring(2_000_000, 3_000_000) + "\r\n--"));
    }

    @ParameterizedTest
    @CsvSource({"Range: bytes=2-4, 206", "Range: bytes=x, 200", "Range: lines=1-2, 200", "Range: bytes=0-8;1-9, 200"})
    void rangeThatIsNotUnderstoodIsIgnored(String field, int status) throws Exception {
        site.write("a.txt", "0123456789");
        assertEquals(status, site.get("/a.txt", field.replace(';', ',')).status());
    }

    @Test
    void rangeOfAFileThatHasChangedIsTheWholeFile() throws Exception {
        site.write("a.txt", "0123456789");
        Site.Answer now = site.get("/a.txt");
        for (String validator : new String[] {now.field("ETag"), now.field("Last-Modified")}) {
            assertEquals(
                    206,
                    site.get("/a.txt", "Range: bytes=1-2", "If-Range: " + validator)
                            .status());
        }
        for (String validator : new String[] {"\"other\"", "W/" + now.field("ETag"), "Sat, 01 Jan 2000 00:00:00 GMT"}) {
            assertEquals(
                    200,
                    site.get("/a.txt", "Range: bytes=1-2", "If-Range: " + validator)
                            .status());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "If-Match: *|200",
                "If-Match: \"other\"|412",
                "If-None-Match: *|304",
                "If-None-Match: \"other\"|200",
                "If-Modified-Since: Sat, 01 Jan 2000 00:00:00 GMT|200",
                "If-Modified-Since: yesterday|200",
                "If-Unmodified-Since: Sat, 01 Jan 2000 00:00:00 GMT|412",
                "If-Unmodified-Since: Fri, 31 Dec 2100 00:00:00 GMT|200"
            })
    void conditionDecides(String field, int status) throws Exception {
        site.write("a.txt", "x");
        assertEquals(status, site.get("/a.txt", field).status());
    }

    @Test
    void requestWithABodyIsAnsweredAndIsTheLast() throws Exception {
        site.write("a.txt", "x");
        String first = request("/a.txt") + "Content-Length: 3\r\n\r\nabc";
        String answers = site.exchange(first + request("/a.txt") + "\r\n");
        assertEquals(1, answers.split("HTTP/1.1 200", -1).length - 1, answers);
        assertTrue(answers.contains("Connection: close\r\n"), answers);
    }

    @Test
    void oldClientGetsTheFileAndTheEnd() throws Exception {
        site.write("a.txt", "x");
        assertTrue(site.exchange("GET /a.txt HTTP/1.0\r\n\r\n").endsWith("\r\n\r\nx"));
    }

    @Test
    void doubtfulEndIsRefused() throws Exception {
        site.write("a.txt", "x");
        String both = "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n";
        assertTrue(site.exchange(request("/a.txt") + both).startsWith("HTTP/1.1 400 "));
    }

    private static String request(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\n";
    }
}

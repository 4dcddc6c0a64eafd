package org.usher.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No path, link, owner or kind of file leads to what is not meant to be served. */
final class UntrustedPathsTest {
    private final Path above;
    private final Path root;
    private Site site;

    UntrustedPathsTest(@TempDir Path above) {
        this.above = above;
        this.root = above.resolve("root");
    }

    @BeforeEach
    void start() throws Exception {
        Files.createDirectory(root);
        Files.writeString(above.resolve("secret"), "secret");
        site = new Site(root);
        site.write("a/b", "public");
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret",
                "/a/../../secret",
                "/%2e%2e/secret",
                "/.%2e/secret",
                "/a/%2E%2E/%2E%2E/secret",
                "/..%2fsecret",
                "/%2e%2e%2fsecret",
                "/..%5csecret",
                "/..\\secret",
                "/..;/secret",
                "/..;x=y/secret",
                "/a/..;/..;/secret",
                "//../secret",
                "/%252e%252e/secret",
                "/%c0%ae%c0%ae/secret",
                "/..%00/secret",
                "/a%00/../../secret",
                "/%2e%2e%5csecret",
                "/./../secret",
                "/a//../../secret",
                "/..%c0%afsecret",
                "/%u002e%u002e/secret",
                "http://a/../secret",
                "/..",
                "/a/b%00",
                "/a%2fb",
                "/a%5cb",
                "/a\\b",
                "/a/b/",
                "/a/b%2f",
                "/a//b",
                "/a/%0ab",
                "/a/b;x=y/c"
            })
    void traversalLeadsNowhere(String path) throws IOException {
        Site.Answer answer = site.get(path);
        assertTrue(answer.status() == 404 || answer.status() == 400, answer::octets);
        assertFalse(answer.octets().contains("secret") || answer.octets().contains("public"), answer::octets);
    }

    @ParameterizedTest
    @ValueSource(ints = {255, 256, 4096, 20_000, 60_000})
    void longNamesAreNotFound(int length) throws IOException {
        assertEquals(404, site.get("/" + "n".repeat(length)).status());
        assertEquals(404, site.get("/" + "n/".repeat(length / 2) + "n").status());
    }

    @Test
    void linksThatStayBeneathTheRootAreFollowedAndOthersAreNot() throws IOException {
        Files.createSymbolicLink(root.resolve("inside"), Path.of("a/b"));
        Files.createSymbolicLink(root.resolve("absolute"), root.resolve("a"));
        Files.createSymbolicLink(root.resolve("outside"), above.resolve("secret"));
        Files.createSymbolicLink(root.resolve("up"), Path.of(".."));
        Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
        Files.createSymbolicLink(root.resolve("dangling"), Path.of("nothing"));
        Files.createSymbolicLink(root.resolve("a/index.html"), above.resolve("secret"));
        Files.createSymbolicLink(root.resolve("a/b.gz"), above.resolve("secret"));
        assertEquals("public", site.get("/inside").body());
        assertEquals("public", site.get("/absolute/b").body());
        assertEquals(403, site.get("/outside").status());
        assertEquals(403, site.get("/up/secret").status());
        assertEquals(404, site.get("/loop").status());
        assertEquals(404, site.get("/dangling").status());
        assertEquals(403, site.get("/a/").status());
        assertEquals("public", site.get("/a/b", "Accept-Encoding: gzip").body());
        for (String link : new String[] {"inside", "absolute", "outside", "up", "loop", "dangling"}) {
            Files.delete(root.resolve(link)); // or JUnit warns that they lead out of its directory
        }
        Files.delete(root.resolve("a/index.html"));
        Files.delete(root.resolve("a/b.gz"));
    }

    @Test
    void rootThatIsALinkMayBeSwitched() throws IOException {
        Path current = above.resolve("current");
        Path next = Files.createDirectories(above.resolve("next/a"));
        Files.writeString(next.resolve("b"), "next");
        try (Site switched = new Site(current)) {
            assertEquals(404, switched.get("/a/b").status());
            for (Path release : new Path[] {root, next.getParent(), root}) {
                Files.deleteIfExists(current);
                Files.createSymbolicLink(current, release);
                assertEquals(
                        Files.readString(release.resolve("a/b")),
                        switched.get("/a/b").body());
            }
        }
        Files.delete(current);
    }

    @Test
    void nameThatBeginsLikeTheRootIsNotBeneathIt() throws IOException {
        Files.writeString(above.resolve("root-of-another"), "secret");
        Path link = Files.createSymbolicLink(root.resolve("x"), above.resolve("root-of-another"));
        assertEquals(403, site.get("/x").status());
        Files.delete(link);
    }

    @Test
    void hiddenNamesAreNotServedButTheWellKnownDirectory() throws IOException {
        site.write(".git/config", "secret");
        site.write("a/.htpasswd", "secret");
        site.write(".well-known/security.txt", "contact");
        assertEquals(404, site.get("/.git/config").status());
        assertEquals(404, site.get("/a/.htpasswd").status());
        assertEquals("contact", site.get("/.well-known/security.txt").body());
    }

    @Test
    void socketsAndPipesAreNotServed() throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("mkfifo", root.resolve("pipe").toString())
                        .start()
                        .waitFor());
        assertEquals(403, site.get("/pipe").status());
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(root.resolve("socket")));
            assertEquals(403, site.get("/socket").status());
        }
        assertEquals(403, site.get("/a/").status());
    }

    @Test
    void fileOfAnotherOwnerIsNotServed() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "changing owners needs root");
        owner(root, "daemon");
        assertEquals("public", site.get("/a/b").body()); // root's
        owner(root.resolve("a/b"), "daemon");
        assertEquals("public", site.get("/a/b").body());
        owner(root.resolve("a/b"), "nobody");
        assertEquals(403, site.get("/a/b").status());
        assertTrue(site.get("/a/b").body().contains("owner"), () -> "the reason is said");
        Files.createLink(root.resolve("hard"), root.resolve("a/b"));
        assertEquals(403, site.get("/hard").status());
    }

    private static void owner(Path file, String name) throws IOException {
        Files.setOwner(
                file, file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name));
    }
}

package org.usher.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.posix.FileCalls;
import org.usher.posix.Kernel;

/** What is kept in memory, and that it never shows what is not so any more. */
final class ShelfTest {
    private final Path root;
    private final Place place;
    private final Shelf shelf;
    private long loopNanos;
    private LongSupplier wallMillis =
            () -> System.currentTimeMillis() + Duration.ofHours(1).toMillis();

    ShelfTest(@TempDir Path above) throws IOException {
        root = Files.createDirectory(above.resolve("root"));
        FileCalls files = new FileCalls();
        place = new Place(new Root(root, files), null);
        shelf = new Shelf(files, () -> loopNanos, () -> wallMillis.getAsLong());
    }

    private Representation kept(String name) {
        Found.Document found = assertInstanceOf(Found.Document.class, shelf.find(place, name));
        assertEquals(Found.Document.NOT_OPEN, found.fd(), "it is kept in memory");
        return found.file();
    }

    private String content(String name) {
        return new String(kept(name).content, UTF_8);
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(root.resolve(name), content);
    }

    @Test
    void secondRequestFindsWhatTheFirstHasRead() throws IOException {
        write("a", "x");
        assertSame(kept("a"), kept("a"));
    }

    @Test
    void whatIsWrittenRenamedOrDeletedShowsAtOnce() throws IOException {
        write("a", "1");
        assertEquals("1", content("a"));
        Files.writeString(root.resolve("a"), "22", StandardOpenOption.TRUNCATE_EXISTING);
        assertEquals("22", content("a"));
        Files.move(write("b", "3"), root.resolve("a"), StandardCopyOption.REPLACE_EXISTING);
        assertEquals("3", content("a"));
        Files.move(root.resolve("a"), root.resolve("c"));
        assertSame(Found.Plain.MISSING, shelf.find(place, "a"));
        assertEquals("3", content("c"));
        Files.delete(root.resolve("c"));
        assertSame(Found.Plain.MISSING, shelf.find(place, "c"));
    }

    @Test
    void linkThatIsTurnedShowsAtOnce() throws IOException {
        Files.writeString(root.resolveSibling("secret"), "secret");
        write("a", "1");
        Path link = Files.createSymbolicLink(root.resolve("link"), Path.of("a"));
        assertEquals("1", content("link"));
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("../secret"));
        assertInstanceOf(Found.Forbidden.class, shelf.find(place, "link"));
        Files.delete(link);
    }

    @Test
    void ownerThatIsChangedShowsAtOnce() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "changing owners needs root");
        Path file = write("a", "1");
        assertEquals("1", content("a"));
        Files.setOwner(
                file, root.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        assertInstanceOf(Found.Forbidden.class, shelf.find(place, "a"));
    }

    @Test
    void ownerOfTheRootThatIsChangedShowsAfterASecond() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "changing owners needs root");
        var users = root.getFileSystem().getUserPrincipalLookupService();
        Files.setOwner(root, users.lookupPrincipalByName("daemon"));
        Files.setOwner(write("a", "1"), users.lookupPrincipalByName("daemon"));
        assertEquals("1", content("a"));
        Files.setOwner(root, users.lookupPrincipalByName("nobody"));
        loopNanos += Duration.ofSeconds(1).toNanos();
        assertInstanceOf(Found.Forbidden.class, shelf.find(place, "a"));
    }

    @Test
    void neighbourThatComesShowsAfterASecond() throws IOException {
        write("a", "1");
        assertEquals(0, kept("a").neighbours.size());
        write("a.gz", "zipped");
        loopNanos += Duration.ofSeconds(1).toNanos();
        assertEquals(1, kept("a").neighbours.size());
    }

    @Test
    void fileThatWasJustWrittenIsNotKept() throws IOException {
        FileTime changed = (FileTime) Files.getAttribute(write("a", "1"), "unix:ctime");
        wallMillis = () -> changed.toMillis() + 1999;
        Found.Document found = assertInstanceOf(Found.Document.class, shelf.find(place, "a"));
        assertEquals(0, found.file().content.length);
        Kernel.linux().close(found.fd());
    }

    @Test
    void manyFilesLeaveNoMoreThanEightMegabytes() throws IOException {
        String content = "x".repeat(60_000);
        for (int k = 0; k < 300; k++) {
            write("f" + k, content);
            kept("f" + k);
        }
        assertEquals((8 << 20) / (60_000 + 1024), shelf.size());
        assertSame(kept("f299"), kept("f299"));
    }
}

package org.usher.posix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of the real kernel. */
final class FileCallsTest {
    private final Kernel kernel = Kernel.linux();
    private final FileCalls files = new FileCalls();
    private final FilePath path = new FilePath();
    private final FileAttributes attributes = new FileAttributes();
    private final Path directory;

    FileCallsTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory.resolve("place/below"));
        Files.writeString(directory.resolve("place/below/file"), "0123456789");
        Files.writeString(directory.resolve("secret"), "secret");
        Files.createSymbolicLink(directory.resolve("place/inside"), Path.of("below/file"));
        Files.createSymbolicLink(directory.resolve("place/outside"), Path.of("../secret"));
        Files.createSymbolicLink(directory.resolve("place/loop"), Path.of("loop"));
    }

    private FilePath path(String text) {
        assertTrue(path.set(text.getBytes(UTF_8)));
        return path;
    }

    private int locate(String name) {
        int place =
                files.locate(FileCalls.NOWHERE, path(directory.resolve("place").toString()));
        int fd = files.locate(place, path(name));
        kernel.close(place);
        return fd;
    }

    private int open(String name) {
        int located = locate(name);
        int fd = files.openLocated(located);
        kernel.close(located);
        return fd;
    }

    @ParameterizedTest
    @CsvSource({
        "below/file, place/below/file",
        "inside, place/below/file",
        "below/../below/file, place/below/file",
        "../secret, secret",
        "outside, secret",
        "below, place/below"
    })
    void locatedFileTellsWhereItIs(String name, String where) throws IOException {
        int fd = locate(name);
        assertEquals(
                directory.toRealPath().resolve(where).toString(),
                new String(Objects.requireNonNull(files.pathOf(fd)), UTF_8));
        kernel.close(fd);
    }

    @ParameterizedTest
    @CsvSource({"loop, 40", "none, 2", "below/file/x, 20"})
    void whatLeadsNowhereIsNotLocated(String name, int errno) {
        assertEquals(-errno, locate(name));
    }

    @Test
    void locatedFileIsReadEvenIfAnotherHasItsName() throws IOException {
        int located = locate("below/file");
        Files.move(directory.resolve("secret"), directory.resolve("place/below/file"), REPLACE_EXISTING);
        int fd = files.openLocated(located);
        NativeMemory octets = NativeMemory.allocate(16);
        assertEquals(10, files.read(fd, 0, octets, 16));
        assertEquals('0', octets.bytes().get(0));
        kernel.close(located);
        kernel.close(fd);
    }

    @Test
    void attributesAreThoseOfTheFile() throws IOException {
        int fd = open("below/file");
        assertEquals(0, files.status(fd, attributes));
        assertTrue(attributes.isRegularFile() && !attributes.isDirectory());
        assertEquals(10, attributes.size());
        Path file = directory.resolve("place/below/file");
        assertEquals(Files.getAttribute(file, "unix:ino"), attributes.inode());
        assertEquals(Files.getAttribute(file, "unix:uid"), attributes.owner());
        assertEquals(Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS), attributes.modifiedNanos());
        assertEquals(0, files.status(path(file.getParent().toString()), attributes));
        assertTrue(attributes.isDirectory() && !attributes.isRegularFile());
        kernel.close(fd);
    }

    @Test
    void contentIsReadAndSentFromWhereverItIsAsked() {
        int fd = open("inside");
        NativeMemory octets = NativeMemory.allocate(16);
        assertEquals(4, files.read(fd, 6, octets, 16));
        assertEquals('6', octets.bytes().get(0));
        int[] pair = new int[2];
        assertEquals(0, kernel.socketPair(SocketType.SOCK_STREAM, pair));
        assertEquals(3, files.sendFile(pair[0], fd, 2, 3));
        assertEquals(0, files.sendFile(pair[0], fd, 10, 3));
        assertEquals(3, kernel.receive(pair[1], octets, 0, 16));
        assertEquals('2', octets.bytes().get(0));
        for (int open : new int[] {fd, pair[0], pair[1]}) {
            kernel.close(open);
        }
    }

    @Test
    void extendedAttributeIsReadAndItsLackIsAnError() throws IOException {
        Files.getFileAttributeView(directory.resolve("place/below/file"), UserDefinedFileAttributeView.class)
                .write("a", ByteBuffer.wrap("value".getBytes(UTF_8)));
        int fd = open("inside");
        NativeMemory value = NativeMemory.allocate(16);
        assertEquals(5, files.attribute(fd, "user.a", value));
        assertEquals('v', value.bytes().get(0));
        assertTrue(files.attribute(fd, "user.b", value) < 0);
        kernel.close(fd);
    }

    @Test
    void pathThatNoFileCanHaveIsNotTaken() {
        assertFalse(path.set(new byte[4096]));
        assertFalse(path.set(new byte[] {'a', 0, 'b'}));
        assertTrue(path.set("n".repeat(4095).getBytes(UTF_8)));
    }
}

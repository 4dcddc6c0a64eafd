package org.usher.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MaintenanceTest {
    @TempDir
    private Path root;

    private Path etc;
    private Path run;

    @BeforeEach
    void makeDirectories() throws IOException {
        etc = Files.createDirectory(root.resolve("etc"));
        run = Files.createDirectory(root.resolve("run"));
    }

    @Test
    void aFileOfAUnitIsItsPageAndThatOfTheMoreImportantDirectoryCounts() throws IOException {
        write(etc, "wiki.socket.html", "<p>soon");
        write(run, "wiki.socket.html", "<p>later");
        write(run, "blog.socket.html", "");
        assertEquals(Map.of("wiki.socket", "<p>soon", "blog.socket", ""), read().pages());
        assertEquals(List.of("maintenance wiki.socket", "maintenance blog.socket"), problems(read()));
        assertEquals(
                "usherctl maintenance wiki.socket off", read().problems().get(0).fix());
    }

    @Test
    void aFileOfNoSocketUnitCountsForNothing() throws IOException {
        for (String name : List.of("wiki.service.html", "wiki.socket", "wiki.socket.html~", ".socket.html", "README")) {
            write(etc, name, "x");
        }
        assertEquals(Map.of(), read().pages());
        assertEquals(List.of(), read().problems());
    }

    @Test
    void aFileThatCannotBeUsedPutsItsUnitIntoMaintenanceAllTheSame() throws IOException {
        Files.write(etc.resolve("wiki.socket.html"), new byte[ErrorPages.PAGE_SIZE_MAX + 1]);
        Files.createDirectory(etc.resolve("blog.socket.html"));
        assertEquals(Map.of("wiki.socket", "", "blog.socket", ""), read().pages());
        assertEquals(
                List.of(
                        "maintenance blog.socket",
                        "unreadable-file blog.socket",
                        "maintenance wiki.socket",
                        "unreadable-file wiki.socket"),
                problems(read()));
    }

    @Test
    void aLinkToNothingPutsItsUnitIntoMaintenanceAndTakesNoOtherOut() throws IOException {
        Files.createSymbolicLink(etc.resolve("blog.socket.html"), Path.of("/nowhere"));
        write(etc, "wiki.socket.html", "<p>soon");
        assertEquals(Map.of("wiki.socket", "<p>soon", "blog.socket", ""), read().pages());
        assertEquals(List.of("maintenance blog.socket", "maintenance wiki.socket"), problems(read()));
    }

    @Test
    void aFileThatOthersCanChangeIsAProblem() throws IOException {
        write(etc, "wiki.socket.html", "x");
        Files.setPosixFilePermissions(etc.resolve("wiki.socket.html"), PosixFilePermissions.fromString("rw-rw-rw-"));
        assertEquals(List.of("maintenance wiki.socket", "untrusted-file wiki.socket"), problems(read()));
    }

    @Test
    void aDirectoryThatIsNotThereHoldsNothing() throws IOException {
        Files.delete(etc);
        assertEquals(Maintenance.NONE, read());
    }

    private Maintenance read() {
        return Maintenance.read(List.of(etc, run), Maintenance.NONE);
    }

    private static void write(Path directory, String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text, UTF_8);
        Files.setPosixFilePermissions(directory.resolve(name), PosixFilePermissions.fromString("rw-r--r--"));
    }

    private static List<String> problems(Maintenance read) {
        return read.problems().stream()
                .map(problem -> problem.id() + " " + problem.unit())
                .toList();
    }
}

package org.usher.reservation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code root/etc/usher/reservations.d}, of which only {@code root} exists at first. */
class DirectoryWatchTest {
    private static final long PATIENCE_SECONDS = 20;

    /** Several times as long as changes are collected. */
    private static final long SILENCE_MILLIS = 400;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private Path directory = Path.of("/nowhere");

    /** Returns once the watch is in place. */
    @BeforeEach
    void watch(@TempDir Path root) throws InterruptedException {
        directory = root.resolve("etc/usher/reservations.d");
        DirectoryWatch.start(List.of(directory), () -> told.add("changed"), told::add);
        awaitChange();
    }

    private void awaitChange() throws InterruptedException {
        assertEquals("changed", told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
        awaitSilence(); // what belongs to the same change must not stand for the next one
    }

    private void awaitSilence() throws InterruptedException {
        while (told.poll(SILENCE_MILLIS, TimeUnit.MILLISECONDS) != null) {
            // what is told late is not of interest
        }
    }

    private void makeDirectory() throws IOException, InterruptedException {
        Files.createDirectories(directory);
        awaitChange();
    }

    @Test
    void directoryThatAppearsIsNoticedLevelByLevel() throws IOException, InterruptedException {
        Files.createDirectory(directory.getParent().getParent());
        awaitChange();
        Files.createDirectory(directory.getParent());
        awaitChange();
        Files.createDirectory(directory);
        awaitChange();
        Files.writeString(directory.resolve("a.conf"), "x");
        awaitChange();
    }

    @Test
    void fileThatIsWrittenReplacedChangedInModeOrRemovedIsNoticed() throws IOException, InterruptedException {
        makeDirectory();
        Path file = directory.resolve("a.conf");
        Files.writeString(file, "one");
        awaitChange();
        Files.writeString(file, "two");
        awaitChange();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        awaitChange();
        Files.move(Files.writeString(directory.resolveSibling("b"), "three"), directory.resolve("b.conf"));
        awaitChange();
        Files.delete(file);
        awaitChange();
    }

    @Test
    void directoryThatIsReplacedIsWatchedAgain() throws IOException, InterruptedException {
        makeDirectory();
        Path other = Files.createDirectory(directory.resolveSibling("other"));
        Files.move(directory, directory.resolveSibling("old"));
        awaitChange();
        Files.move(other, directory);
        awaitChange();
        Files.writeString(directory.resolve("a.conf"), "x");
        awaitChange();
    }

    @Test
    void directoryThatGoesAndComesIsWatchedAgain() throws IOException, InterruptedException {
        makeDirectory();
        Files.delete(directory);
        awaitChange();
        makeDirectory();
        Files.writeString(directory.resolve("a.conf"), "x");
        awaitChange();
    }

    @Test
    void whatHappensBesideTheDirectoryIsNotTold() throws IOException, InterruptedException {
        Files.createDirectories(directory);
        BlockingQueue<String> toldLater =
                new LinkedBlockingQueue<>(); // by a watch that has not seen the directory appear
        DirectoryWatch.start(List.of(directory), () -> toldLater.add("changed"), toldLater::add);
        assertEquals("changed", toldLater.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
        Files.writeString(directory.resolveSibling("other"), "x");
        Files.createDirectory(directory.getParent().resolveSibling("elsewhere"));
        assertNull(toldLater.poll(SILENCE_MILLIS, TimeUnit.MILLISECONDS));
    }
}

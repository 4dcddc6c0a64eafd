package org.usher.reservation;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Directories of settings, watched by inotify(7) on a thread of its own: nothing is polled. One that does not exist is
 * noticed when it appears, and one that is replaced when that happens, for the directories above it are watched for its
 * name.
 */
public final class DirectoryWatch {
    /** Changes come in swarms, a write after a create: what comes so soon after one is told with it. */
    private static final long SWARM_MILLIS = 100;

    private static final WatchEvent.Kind<?>[] ALL = {
        StandardWatchEventKinds.ENTRY_CREATE,
        StandardWatchEventKinds.ENTRY_DELETE,
        StandardWatchEventKinds.ENTRY_MODIFY // a changed mode, too
    };

    private DirectoryWatch() {}

    /**
     * Begins to watch, on a daemon thread.
     *
     * @param directories those whose {@code .conf} files are watched
     * @param changed called on that thread when something has changed, and once at the beginning: what has changed before
     *     is not missed
     * @param failed told in one sentence if watching is impossible
     */
    public static void start(List<Path> directories, Runnable changed, Consumer<String> failed) {
        Thread thread = new Thread(() -> watchForEver(directories, changed, failed), "watch-reservations");
        thread.setDaemon(true);
        thread.start();
    }

    private static void watchForEver(List<Path> directories, Runnable changed, Consumer<String> failed) {
        Set<Path> names = new HashSet<>();
        directories.forEach(directory -> directory.toAbsolutePath().forEach(names::add));
        try (WatchService service = FileSystems.getDefault().newWatchService()) {
            while (true) {
                for (Path directory : directories) {
                    watch(directory.toAbsolutePath(), service); // before looking, or a change between is missed
                }
                changed.run();
                while (!isChange(service.take(), names)) {
                    // somebody else's
                }
                Thread.sleep(SWARM_MILLIS);
            }
        } catch (IOException | ClosedWatchServiceException | InterruptedException impossible) {
            failed.accept("watch " + directories + ": " + impossible.getMessage()
                    + "; changes there come into force with the next reload");
        }
    }

    /** Watches a directory and those above it, from the root down: one that appears meanwhile is seen from above. */
    private static void watch(Path directory, WatchService service) throws IOException {
        Path above = Path.of("/");
        try {
            for (Path name : directory) {
                above.register(service, ALL);
                above = above.resolve(name);
            }
            above.register(service, ALL);
        } catch (AccessDeniedException | NoSuchFileException | NotDirectoryException ignored) {
            // it is noticed from above when that changes
        }
    }

    /** Whether what a key has to tell is about settings, or about one of {@code names} on the way to them. */
    private static boolean isChange(WatchKey key, Set<Path> names) {
        boolean change = false;
        for (WatchEvent<?> event : key.pollEvents()) {
            change |= !(event.context() instanceof Path name) // an overflow
                    || names.contains(name)
                    || name.toString().endsWith(".conf");
        }
        return !key.reset() || change; // a directory that is gone is a change, too
    }
}

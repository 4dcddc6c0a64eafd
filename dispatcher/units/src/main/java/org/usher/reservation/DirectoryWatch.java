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
 * Directories, watched by inotify(7) on a thread of its own: nothing is polled. One that does not exist is noticed when
 * it appears, and one that is replaced when that happens, for the directories above it are watched for its name.
 */
public final class DirectoryWatch {
    /** Changes come in swarms, a write after a create: what comes so soon after one is told with it. */
    private static final long SWARM_MILLIS = 100;

    private static final WatchEvent.Kind<?>[] ALL = {
        StandardWatchEventKinds.ENTRY_CREATE,
        StandardWatchEventKinds.ENTRY_DELETE,
        StandardWatchEventKinds.ENTRY_MODIFY // a changed mode, too
    };

    private final List<Path> directories;
    /** What matters in the directories above them. */
    private final Set<Path> names = new HashSet<>();

    private final Runnable changed;

    private DirectoryWatch(List<Path> directories, Runnable changed) {
        this.directories = directories.stream().map(Path::toAbsolutePath).toList();
        this.directories.forEach(directory -> directory.forEach(names::add));
        this.changed = changed;
    }

    /**
     * Begins to watch, on a daemon thread.
     *
     * @param directories files in them are watched, directories in them are not
     * @param changed called on that thread when something has changed, and once at the beginning: what has changed before
     *     is not missed
     * @param failed told in one sentence if watching is impossible
     */
    public static void start(List<Path> directories, Runnable changed, Consumer<String> failed) {
        DirectoryWatch watch = new DirectoryWatch(directories, changed);
        Thread thread = new Thread(() -> watch.watchForEver(failed), "watch-reservations");
        thread.setDaemon(true);
        thread.start();
    }

    private void watchForEver(Consumer<String> failed) {
        try (WatchService service = FileSystems.getDefault().newWatchService()) {
            while (true) {
                Set<WatchKey> watched = watch(service); // before looking, or a change between is missed
                changed.run();
                awaitChange(service, watched);
            }
        } catch (IOException | ClosedWatchServiceException impossible) {
            failed.accept("watch " + directories + ": " + impossible.getMessage()
                    + "; changes there come into force with the next reload");
        } catch (InterruptedException nobodyInterruptsThisThread) {
            throw new AssertionError(nobodyInterruptsThisThread);
        }
    }

    /** Watches every directory there is and those above it; the keys of the former. */
    private Set<WatchKey> watch(WatchService service) throws IOException {
        Set<WatchKey> watched = new HashSet<>();
        for (Path directory : directories) {
            Path above = Path.of("/");
            try {
                // From the root down: a directory that appears meanwhile is seen by the watch above it.
                for (Path name : directory) {
                    above.register(service, ALL);
                    above = above.resolve(name);
                }
                watched.add(above.register(service, ALL));
            } catch (AccessDeniedException | NoSuchFileException | NotDirectoryException ignored) {
                // it is noticed from above when that changes
            }
        }
        return watched;
    }

    private void awaitChange(WatchService service, Set<WatchKey> watched) throws InterruptedException {
        WatchKey key = service.take();
        while (!isChange(key, watched)) {
            key = service.take();
        }
        Thread.sleep(SWARM_MILLIS);
        while ((key = service.poll()) != null) {
            isChange(key, watched); // one of the swarm, whatever it is
        }
    }

    /** Takes what a key has to tell. */
    private boolean isChange(WatchKey key, Set<WatchKey> watched) {
        boolean change = watched.contains(key);
        for (WatchEvent<?> event : key.pollEvents()) {
            change |= !(event.context() instanceof Path name) || names.contains(name); // without a name: an overflow
        }
        return !key.reset() || change; // a directory that is gone is a change, too
    }
}

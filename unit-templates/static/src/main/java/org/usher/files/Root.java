package org.usher.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.usher.posix.Errno;
import org.usher.posix.FileAttributes;
import org.usher.posix.FileCalls;
import org.usher.posix.FilePath;
import org.usher.posix.Kernel;

/**
 * The directory whose files are served. Each answer holds for the moment of its question, so files may be written, renamed
 * and deleted at any time, and the root itself may be a symbolic link that is switched to the next release.
 *
 * <p>What a path leads to must be beneath the root after all symbolic links, a regular file, and owned by root or by the
 * owner of the root: a hard link or a link to somebody else's file is not served. The kernel itself keeps each look
 * beneath the root, and what is asked is asked of the open file, so nobody can put another one in its place meanwhile.
 * Names that begin with a dot are nobody's business, but for {@code .well-known}.
 */
final class Root {
    private static final int SUPERUSER = 0;
    /** How often a look is repeated that a rename has disturbed. */
    private static final int LOOKS_MAX = 8;

    private static final String NO_REGULAR_FILE = "It is no regular file.";

    private final Path directory;
    private final byte[] octets;
    private final FileCalls files;
    private final FilePath path = new FilePath();
    private final FileAttributes status = new FileAttributes();

    /** An open file that may be served, or why there is none. */
    sealed interface Opened {
        /** The receiver closes {@code fd}. */
        record File(int fd, FileIdentity identity) implements Opened {}

        record Not(Found found) implements Opened {}
    }

    /** Makes a root of an absolute path, which need not exist yet. */
    Root(Path directory, FileCalls files) {
        this.directory = directory;
        this.octets = directory.toString().getBytes(UTF_8);
        this.files = files;
    }

    /** Returns the absolute path of {@code name}, which is relative to the root, a character for an octet. */
    byte[] absolute(String name) {
        byte[] all = new byte[octets.length + 1 + name.length()];
        System.arraycopy(octets, 0, all, 0, octets.length);
        all[octets.length] = '/';
        System.arraycopy(name.getBytes(ISO_8859_1), 0, all, octets.length + 1, name.length());
        return all;
    }

    /** Opens what {@code name} leads to: relative to the root, its segments separated by slashes. */
    Opened open(String name) {
        if ((!name.isEmpty() && !isPlain(name)) || !path.set(octets)) {
            return new Opened.Not(Found.Plain.MISSING);
        }
        int place = files.openPlace(path);
        if (place < 0) {
            return not(place);
        }
        try {
            int fd = open(place, name.isEmpty() ? new byte[] {'.'} : name.getBytes(ISO_8859_1));
            fd = fd == -Errno.EXDEV ? openLinked(place, name) : fd;
            return fd < 0 ? not(fd) : opened(fd, place);
        } finally {
            Kernel.linux().close(place);
        }
    }

    private int open(int place, byte[] name) {
        if (!path.set(name)) {
            return -Errno.ENOENT;
        }
        int fd = -Errno.EAGAIN;
        for (int look = 0; look < LOOKS_MAX && fd == -Errno.EAGAIN; look++) {
            fd = files.openBeneath(place, path);
        }
        return fd;
    }

    /** Follows an absolute link, which the kernel takes for one that leads out, if it leads back beneath the root. */
    private int openLinked(int place, String name) {
        try {
            Path top = directory.toRealPath();
            Path real =
                    top.resolve(new String(name.getBytes(ISO_8859_1), UTF_8)).toRealPath();
            return real.startsWith(top)
                    ? open(place, top.relativize(real).toString().getBytes(UTF_8))
                    : -Errno.EXDEV;
        } catch (IOException | InvalidPathException missing) {
            return -Errno.ENOENT;
        }
    }

    private Opened opened(int fd, int place) {
        files.status(place, status);
        int ownerOfRoot = status.owner();
        files.status(fd, status);
        boolean isTrusted = status.owner() == SUPERUSER || status.owner() == ownerOfRoot;
        if (status.isRegularFile() && isTrusted) {
            return new Opened.File(fd, FileIdentity.of(status));
        }
        Kernel.linux().close(fd);
        return new Opened.Not(
                status.isDirectory()
                        ? Found.Plain.DIRECTORY
                        : new Found.Forbidden(
                                status.isRegularFile()
                                        ? "Its owner is neither root nor the owner of the root directory."
                                        : NO_REGULAR_FILE));
    }

    private static Opened not(int error) {
        if (Errno.isShortage(error)) {
            return new Opened.Not(Found.Plain.BUSY);
        }
        return new Opened.Not(
                switch (-error) {
                    case Errno.EXDEV -> new Found.Forbidden("It is a symbolic link that leads out of the root.");
                    case Errno.EACCES, Errno.EPERM ->
                        new Found.Forbidden("The server has no right to read it: chmod o+r.");
                    case Errno.ENXIO -> new Found.Forbidden(NO_REGULAR_FILE);
                    case Errno.ENOSYS -> new Found.Forbidden("The server needs Linux 5.6 or later.");
                    default -> Found.Plain.MISSING; // names that are too long, loops of links
                });
    }

    /** Returns false for what has a meaning beyond a name somewhere: empty, hidden, dots, backslashes, control characters. */
    private static boolean isPlain(String name) {
        for (String segment : name.split("/", -1)) {
            if (segment.isEmpty() || (segment.startsWith(".") && !segment.equals(".well-known"))) {
                return false;
            }
        }
        return name.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == '\\');
    }
}

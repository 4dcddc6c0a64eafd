package org.usher.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.Arrays;
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
 * owner of the root: a hard link or a link to somebody else's file is not served. All that is asked of the file itself,
 * where it is included, before it is opened to be read, so nobody can put another one in its place meanwhile. (The kernel's
 * own openat2(2) is out of reach: RestrictSUIDSGID=, which DynamicUser= implies, forbids it.) Names that begin with a dot
 * are nobody's business, but for {@code .well-known}.
 */
final class Root {
    private static final int SUPERUSER = 0;
    private static final byte[] HERE = {'.'};
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
        int top = files.locate(FileCalls.NOWHERE, path);
        if (top < 0) {
            return not(top);
        }
        int found =
                path.set(name.isEmpty() ? HERE : name.getBytes(ISO_8859_1)) ? files.locate(top, path) : -Errno.ENOENT;
        Opened opened = found < 0 ? not(found) : open(found, top);
        if (found >= 0) {
            Kernel.linux().close(found);
        }
        Kernel.linux().close(top);
        return opened;
    }

    private Opened open(int found, int top) {
        if (!isBeneath(found, top)) {
            return new Opened.Not(new Found.Forbidden("It is a symbolic link that leads out of the root."));
        }
        files.status(top, status);
        int ownerOfRoot = status.owner();
        files.status(found, status);
        if (status.isDirectory()) {
            return new Opened.Not(Found.Plain.DIRECTORY);
        }
        if (!status.isRegularFile()) {
            return new Opened.Not(new Found.Forbidden("It is not a regular file."));
        }
        if (status.owner() != SUPERUSER && status.owner() != ownerOfRoot) {
            return new Opened.Not(
                    new Found.Forbidden("Its owner is neither root nor the owner of the root directory."));
        }
        int fd = files.openLocated(found);
        return fd < 0 ? not(fd) : new Opened.File(fd, FileIdentity.of(status));
    }

    private boolean isBeneath(int found, int top) {
        byte[] here = files.pathOf(top);
        byte[] there = files.pathOf(found);
        if (here == null || there == null || there.length < here.length) {
            return false;
        }
        boolean beginsAlike = Arrays.equals(here, 0, here.length, there, 0, here.length);
        boolean endsWithName = here.length == 1 || there.length == here.length || there[here.length] == '/';
        return beginsAlike && endsWithName;
    }

    private static Opened not(int error) {
        if (Errno.isShortage(error)) {
            return new Opened.Not(Found.Plain.BUSY);
        }
        return new Opened.Not(
                error == -Errno.EACCES || error == -Errno.EPERM
                        ? new Found.Forbidden("The server may not read it: chmod o+r.")
                        : Found.Plain.MISSING); // names that are too long, loops of links
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

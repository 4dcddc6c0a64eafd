package org.usher.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserPrincipal;

/**
 * The directory whose files are served. Each answer holds for the moment of its question, so files may be written, renamed
 * and deleted at any time, and the root itself may be a symbolic link that is switched to the next release.
 *
 * <p>What a path leads to must be beneath the root after all symbolic links, a regular file, and owned by root or by the
 * owner of the root: a hard link or a link to somebody else's file is not served. Names that begin with a dot are nobody's
 * business, but for {@code .well-known}. Whoever can write here could put another file in the place of one that is just
 * being opened, and would gain what this process may read: run it as a user of no rights.
 */
final class Root {
    private static final String SUPERUSER = "root";

    private final Path directory;

    /** Makes a root of an absolute path, which need not exist yet. */
    Root(Path directory) {
        this.directory = directory;
    }

    /** Returns what {@code path} leads to: decoded, relative to the root, its segments separated by slashes. */
    Found find(String path) {
        if (!path.isEmpty() && !isPlain(path)) {
            return new Found.Missing();
        }
        try {
            Path root = directory.toRealPath();
            Path real = root.resolve(path).toRealPath();
            if (!real.startsWith(root)) {
                return new Found.Forbidden("It is a symbolic link that leads out of the root.");
            }
            PosixFileAttributes attributes = attributes(real);
            if (attributes.isDirectory()) {
                return new Found.Directory();
            }
            if (!attributes.isRegularFile()) {
                return new Found.Forbidden("It is no regular file.");
            }
            if (!isTrusted(attributes.owner(), attributes(root).owner())) {
                return new Found.Forbidden("Its owner is neither root nor the owner of the root directory.");
            }
            return Files.isReadable(real)
                    ? new Found.Document(real)
                    : new Found.Forbidden("The server has no right to read it: chmod o+r.");
        } catch (IOException | InvalidPathException missing) { // NUL, names that are too long, loops of links
            return new Found.Missing();
        }
    }

    private static boolean isTrusted(UserPrincipal owner, UserPrincipal ownerOfRoot) {
        return owner.equals(ownerOfRoot) || owner.getName().equals(SUPERUSER);
    }

    private static PosixFileAttributes attributes(Path real) throws IOException {
        return Files.readAttributes(real, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Returns false for what has a meaning beyond a name somewhere: empty, hidden, dots, backslashes, control characters. */
    private static boolean isPlain(String path) {
        for (String segment : path.split("/", -1)) {
            if (segment.isEmpty() || (segment.startsWith(".") && !segment.equals(".well-known"))) {
                return false;
            }
        }
        return path.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == '\\');
    }
}

package org.usher.machine;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what with a file: of a link, with the link itself.
 *
 * @param kind what it is
 * @param owner the owner's name, or the number where there is none
 * @param group the group's name, or the number where there is none
 * @param mode the permission bits, the sticky one included
 */
public record FileStatus(Kind kind, String owner, String group, int mode) {
    private static final Set<String> TRUSTED = Set.of("root", "0", "usher");
    private static final List<Path> INSTALLED =
            List.of(Path.of("/etc"), Path.of("/run"), Path.of("/usr"), Path.of("/lib"));
    private static final int STICKY = 01000;
    private static final int GROUP_WRITE = 0020;
    private static final int OTHERS_WRITE = 0002;

    /** As far as anybody here asks. */
    public enum Kind {
        /** Whatever is none of the others. */
        FILE,
        DIRECTORY,
        LINK,
        SOCKET,
        /** There is no such file. */
        NONE
    }

    /** Stands for a file that does not exist. */
    public static final FileStatus NONE = new FileStatus(Kind.NONE, "root", "root", 0);

    public boolean groupWrites() {
        return (mode & GROUP_WRITE) != 0;
    }

    public boolean othersWrite() {
        return (mode & OTHERS_WRITE) != 0;
    }

    /** Someone who can write to it, if that is neither root nor usher. */
    public @Nullable String untrustedWriter() {
        if (othersWrite()) {
            return "everybody";
        }
        return groupWrites() && !TRUSTED.contains(group) ? "the group " + group : untrustedOwner();
    }

    /** The owner, who can always make a file writable, if that is neither root nor usher. */
    public @Nullable String untrustedOwner() {
        return TRUSTED.contains(owner) ? null : "the user " + owner;
    }

    /** Whether {@code file} lies where files of the system are installed, which are root's alone. */
    public static boolean isInstalled(Path file) {
        return INSTALLED.stream().anyMatch(file::startsWith);
    }

    /** Whether only the owner of an entry may replace it, though others may write to the directory. */
    public boolean isSticky() {
        return (mode & STICKY) != 0;
    }
}

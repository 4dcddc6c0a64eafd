package org.usher.machine;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the reading of unit files must know of the machine beside the files themselves: the one that this process runs on,
 * each file looked up once. For one reading and one thread.
 */
public class Machine {
    /** Readable in every sandbox that keeps /proc/sys; needs neither DNS nor a child process. */
    private static final Path HOSTNAME = Path.of("/proc/sys/kernel/hostname");

    /** S_IFMT, and the bits below it (inode(7)). */
    private static final int TYPE = 0170000;

    private static final int PERMISSIONS = 07777;

    private final Map<Path, FileStatus> statuses = new HashMap<>();

    /** The host name, for {@code %H} and {@code %l}; "localhost" where it cannot be told. */
    public String hostname() {
        try {
            return Files.readString(HOSTNAME).strip();
        } catch (IOException ignored) { // systemd, too, falls back to this name (hostname(7))
            return "localhost";
        }
    }

    /** Whether a group of that name, or of that number, exists. */
    public boolean hasGroup(String group) {
        try {
            FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByGroupName(group);
            return true;
        } catch (IOException ignored) { // UserPrincipalNotFoundException: the only way in which the JDK says no
            return false;
        }
    }

    /**
     * What lies at a path, links not followed; {@link FileStatus#NONE} if nothing does, null if that cannot be seen from
     * here.
     */
    public @Nullable FileStatus status(Path path) {
        return statuses.computeIfAbsent(path, Machine::look);
    }

    private static @Nullable FileStatus look(Path path) {
        try {
            Map<String, Object> read = Files.readAttributes(path, "unix:mode,owner,group", LinkOption.NOFOLLOW_LINKS);
            int mode = read.get("mode") instanceof Integer bits ? bits : 0;
            String owner = String.valueOf(read.get("owner"));
            String group = String.valueOf(read.get("group"));
            return new FileStatus(kind(mode), owner, group, mode & PERMISSIONS);
        } catch (NoSuchFileException absent) {
            return FileStatus.NONE;
        } catch (IOException ignored) { // no permission to look: the caller goes by what the units say
            return null;
        }
    }

    private static FileStatus.Kind kind(int mode) {
        return switch (mode & TYPE) {
            case 0040000 -> FileStatus.Kind.DIRECTORY;
            case 0120000 -> FileStatus.Kind.LINK;
            case 0140000 -> FileStatus.Kind.SOCKET;
            default -> FileStatus.Kind.FILE;
        };
    }
}

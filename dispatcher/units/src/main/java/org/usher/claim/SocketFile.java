package org.usher.claim;

import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.usher.machine.FileStatus;
import org.usher.machine.Machine;
import org.usher.problem.Fix;
import org.usher.problem.Problems;
import org.usher.unit.UnitText;

/**
 * The socket of an app as it lies on the disk, which alone decides whether it is used: whoever can write to it can forge
 * connections, and whoever can replace it gets them. Only root and {@code usher} may, whatever the unit says.
 */
final class SocketFile {
    private static final Set<String> TRUSTED = Set.of("root", "0", "usher");

    private SocketFile() {}

    /** Whether the socket may be used; every reason against it, and its absence, is reported. */
    static boolean isSafe(UnitText text, AppListener listener, Machine machine, Problems problems) {
        Path socket = listener.socket();
        FileStatus status = machine.status(socket);
        if (status == null) {
            return true; // in a directory that we may not look into, where we cannot connect either
        }
        if (status.kind() != FileStatus.Kind.SOCKET) {
            String what = status.kind() == FileStatus.Kind.NONE
                    ? "the socket file " + socket + " is gone"
                    : socket + " is no socket";
            // systemd refuses to start a socket whose service runs, even if one `restart` names both.
            String fix = Fix.command("systemctl", "stop", text.unit(), text.service(machine)) + " && "
                    + Fix.command("systemctl", "start", text.unit());
            problems.error(
                    "socket-file-gone", listener.line(), what + ", so no connection reaches " + text.unit(), fix);
            return true;
        }
        String writer = writer(status);
        String fix = Fix.command("chmod", "660", socket) + " && " + Fix.command("chown", "root:usher", socket);
        for (Path path = socket.getParent(); writer == null && path != null; path = path.getParent()) {
            FileStatus directory = machine.status(path);
            if (directory != null && directory.kind() == FileStatus.Kind.DIRECTORY) {
                writer = directory.isSticky() ? owner(directory) : writer(directory);
                fix = writer != null && writer.equals(owner(directory))
                        ? Fix.command("chown", "root:root", path)
                        : Fix.command("chmod", "go-w", path);
            }
        }
        if (writer == null) {
            return true;
        }
        String what = writer + " can write to " + socket + " or to a directory above it and forge connections of "
                + text.unit() + "; it is not used";
        problems.error("unsafe-socket", listener.line(), what, fix);
        return false;
    }

    /** Someone who can write, if that is neither root nor us. */
    private static @Nullable String writer(FileStatus status) {
        if (status.othersWrite()) {
            return "everybody";
        }
        return status.groupWrites() && !TRUSTED.contains(status.group())
                ? "the group " + status.group()
                : owner(status);
    }

    /** The owner, who can always make a file writable, if that is neither root nor us. */
    private static @Nullable String owner(FileStatus status) {
        return TRUSTED.contains(status.owner()) ? null : "the user " + status.owner();
    }
}

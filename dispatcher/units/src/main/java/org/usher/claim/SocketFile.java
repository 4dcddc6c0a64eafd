package org.usher.claim;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.usher.machine.FileStatus;
import org.usher.machine.Machine;
import org.usher.problem.Fix;
import org.usher.problem.Problems;
import org.usher.unit.Assignment;
import org.usher.unit.UnitText;

/**
 * The socket of an app as it lies on the disk, while systemd listens there. What the unit says may have been changed since
 * systemd made it, by chmod or by a later edit.
 */
final class SocketFile {
    private SocketFile() {}

    /** Whether the socket may be used; every reason against it, and its absence, is reported. */
    static boolean isSafe(UnitText text, AppListener listener, Machine machine, Problems problems) {
        Path socket = listener.socket();
        Assignment line = listener.line();
        FileStatus status = machine.status(socket);
        if (status == null) {
            return true; // a directory that we may not look into: what the unit says must do
        }
        if (status.kind() != FileStatus.Kind.SOCKET) {
            String what = status.kind() == FileStatus.Kind.NONE
                    ? "the socket file " + socket + " is gone, so no connection reaches " + text.unit()
                    : socket + " is no socket, so no connection reaches " + text.unit();
            // systemd refuses to start a socket whose service runs, in one `restart` of both as well.
            String fix = Fix.command("systemctl", "stop", text.unit(), SocketPlace.service(text)) + " && "
                    + Fix.command("systemctl", "start", text.unit());
            problems.error("socket-file-gone", text.unit(), line.file(), line.line(), what, fix);
            return true;
        }
        String writer = writer(status);
        String fix = Fix.command("chmod", "660", socket) + " && " + Fix.command("chown", "root:usher", socket);
        for (Path path = socket.getParent(); writer == null && path != null; path = path.getParent()) {
            FileStatus directory = machine.status(path);
            if (directory != null && directory.kind() == FileStatus.Kind.DIRECTORY && !directory.isSticky()) {
                writer = writer(directory);
                fix = Fix.command("chmod", "go-w", path);
            }
        }
        if (writer == null) {
            return true;
        }
        String what = writer + " can write to " + socket + " or to a directory above it and forge connections of "
                + text.unit() + "; it is not used";
        problems.error("unsafe-socket", text.unit(), line.file(), line.line(), what, fix);
        return false;
    }

    /** Who can write beside the owner, if that is not us; null if nobody can. The owner is systemd's choice or the unit's. */
    private static @Nullable String writer(FileStatus status) {
        if (status.othersWrite()) {
            return "everybody";
        }
        return status.groupWrites() && !SocketAccess.isTrusted(status.group()) ? "the group " + status.group() : null;
    }
}

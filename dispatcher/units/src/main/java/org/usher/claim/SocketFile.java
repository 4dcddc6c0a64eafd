package org.usher.claim;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.usher.machine.FileStatus;
import org.usher.machine.Machine;
import org.usher.problem.Fix;
import org.usher.problem.Problems;
import org.usher.route.App;
import org.usher.route.AppState;
import org.usher.unit.UnitText;

/**
 * The socket of an app as it lies on the disk, which alone decides whether it is used: whoever can write to it can forge
 * connections, and whoever can replace it gets them. Only root and {@code usher} may, whatever the unit says.
 */
final class SocketFile {
    private SocketFile() {}

    /** The state that keeps the app from being given anything, if its socket does; every reason is reported. */
    static @Nullable AppState bar(UnitText text, AppListener listener, Machine machine, Problems problems) {
        StaticFiles.reportMissing(text, machine, problems);
        Path socket = listener.socket();
        FileStatus status = machine.status(socket);
        if (status == null) {
            return null; // in a directory that we may not look into, where we cannot connect either
        }
        AppState bar =
                status.kind() == FileStatus.Kind.SOCKET ? null : missing(text, listener, status, machine, problems);
        if (!listener.receives()) { // whoever may talk to an app that takes no connections forges none
            reportRelay(text, listener, machine, problems);
            return bar;
        }
        String writer = status.kind() == FileStatus.Kind.SOCKET ? status.untrustedWriter() : null;
        String fix = Fix.command("chmod", "660", socket) + " && " + Fix.command("chown", "root:usher", socket);
        for (Path path = socket.getParent(); writer == null && path != null; path = path.getParent()) {
            FileStatus directory = machine.status(path);
            if (directory != null && directory.kind() == FileStatus.Kind.DIRECTORY) {
                writer = directory.isSticky() ? directory.untrustedOwner() : directory.untrustedWriter();
                fix = writer != null && writer.equals(directory.untrustedOwner())
                        ? Fix.command("chown", "root:root", path)
                        : Fix.command("chmod", "go-w", path);
            }
        }
        if (writer == null) {
            return bar;
        }
        String what = writer + " can write to " + socket + " or to a directory above it and forge connections of "
                + text.unit() + ", so it is not used";
        problems.error("unsafe-socket", listener.line(), what, fix);
        return AppState.UNSAFE;
    }

    private static void reportRelay(UnitText text, AppListener listener, Machine machine, Problems problems) {
        if (FileStatus.NONE.equals(machine.status(App.RELAY))) {
            String what = text.unit() + " has only ListenStream=, and usher-relay.socket, which passes requests on to"
                    + " such apps, is not listening: requests get 503 AppOffline";
            problems.error("no-relay", listener.line(), what, "systemctl enable --now usher-relay.socket");
        }
    }

    /** Reports that there is no socket, and returns what follows from that. */
    private static AppState missing(
            UnitText text, AppListener listener, FileStatus status, Machine machine, Problems problems) {
        Path socket = listener.socket();
        String what = status.kind() == FileStatus.Kind.NONE
                ? "there is no socket file " + socket + ": it was removed, or " + text.unit()
                        + " changed after its start"
                : socket + " is not a socket";
        // systemd refuses to start a socket whose service runs, even if one `restart` names both.
        String fix = Fix.command("systemctl", "stop", text.unit(), text.service(machine)) + " && "
                + Fix.command("systemctl", "start", text.unit());
        problems.error(
                "socket-file-gone", listener.line(), what + "; until it restarts, requests get 503 AppOffline", fix);
        return AppState.offline(what);
    }
}

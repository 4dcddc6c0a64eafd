package org.usher.check;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.usher.claim.AppListener;
import org.usher.machine.FileStatus;
import org.usher.machine.Machine;
import org.usher.problem.Fix;
import org.usher.problem.Problems;
import org.usher.unit.Assignment;
import org.usher.unit.UnitText;

/**
 * Who may write to the socket of an app, as its unit says. Whoever can write to it can forge connections, so only root
 * and the group {@code usher} may.
 */
final class SocketAccess {
    private static final Set<String> TRUSTED = Set.of("root", "0", "usher");
    private static final int OWNER_WRITE = 0200;
    /** What systemd gives a socket whose unit says nothing (systemd.socket(5)). */
    private static final String MODE_DEFAULT = "0666";

    private static final Pattern MODE = Pattern.compile("0*[0-7]{1,4}");

    private final UnitText text;
    private final Assignment listener;
    private final Problems problems;
    private final @Nullable Assignment modeLine;
    /** As it will lie on the disk. */
    private final FileStatus socket;

    private SocketAccess(UnitText text, Assignment listener, Problems problems) {
        this.text = text;
        this.listener = listener;
        this.problems = problems;
        // systemd passes over a mode that cannot be read, an empty one among them
        this.modeLine = text.all("Socket").stream()
                .filter(line -> line.key().equals("SocketMode")
                        && MODE.matcher(line.value()).matches())
                .reduce((earlier, later) -> later)
                .orElse(null);
        String user = value("SocketUser", "root");
        int mode = Integer.parseInt(modeLine == null ? MODE_DEFAULT : modeLine.value(), 8);
        this.socket = new FileStatus(FileStatus.Kind.SOCKET, 0, user, value("SocketGroup", user), mode);
    }

    /** Reports who could write that must not, and why usher could not. */
    static void report(UnitText text, AppListener listener, Machine machine, Problems problems) {
        SocketAccess access = new SocketAccess(text, listener.line(), problems);
        access.reportMissingGroup(machine);
        access.reportWriters();
    }

    private void reportWriters() {
        if (socket.othersWrite()) {
            String why = modeLine == null ? "without SocketMode= everybody can" : "SocketMode= lets everybody";
            unsafe(modeLine == null ? listener : modeLine, why, "SocketMode=0660", "SocketGroup=usher");
        } else if (socket.groupWrites() && !TRUSTED.contains(socket.group())) {
            unsafe(where("SocketGroup"), "SocketMode= lets the group " + socket.group(), "SocketGroup=usher");
        } else if (ownerWrites() && !TRUSTED.contains(socket.owner())) {
            unsafe(where("SocketUser"), "SocketUser= lets " + socket.owner(), "SocketUser=root");
        }
    }

    private void unsafe(Assignment where, String why, String... wanted) {
        String what = why + " write to the socket of " + text.unit() + " and forge connections; it is not used";
        problems.error("unsafe-socket", where, what, Fix.lines("[Socket]", Fix.lines(wanted)));
    }

    private void reportMissingGroup(Machine machine) {
        Assignment where = where("SocketGroup");
        boolean reachable = socket.othersWrite()
                || (socket.groupWrites() && socket.group().equals("usher"))
                || (ownerWrites() && socket.owner().equals("usher"));
        if (!reachable) {
            String what = "usher cannot write to the socket of " + text.unit() + ": it belongs to " + socket.owner()
                    + ":" + socket.group() + " with mode " + Integer.toOctalString(socket.mode());
            String fix = Fix.lines("[Socket]", "SocketMode=0660", "SocketGroup=usher");
            problems.warning("group-missing", where, what, fix);
        } else if (!where.equals(listener) && !machine.hasGroup(socket.group())) {
            String what = "the group " + socket.group() + " does not exist here, so " + text.unit()
                    + " would fail with 216/GROUP: a file of sysusers.d makes it";
            problems.note("group-missing", where, what, "g " + socket.group() + " -");
        }
    }

    private boolean ownerWrites() {
        return (socket.mode() & OWNER_WRITE) != 0;
    }

    /** The line that sets a key, or else that of the listener. */
    private Assignment where(String key) {
        Assignment written = text.scalar("Socket", key);
        return written == null ? listener : written;
    }

    private String value(String key, String otherwise) {
        Assignment written = text.scalar("Socket", key);
        return written == null ? otherwise : written.value();
    }
}

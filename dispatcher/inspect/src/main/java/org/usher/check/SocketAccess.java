package org.usher.check;

import java.util.List;
import java.util.regex.Pattern;
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
    private static final List<String> OWNERS = List.of("SocketUser", "SocketGroup");
    private static final int OWNER_WRITE = 0200;
    /** What systemd gives a socket whose unit says nothing (systemd.socket(5)). */
    private static final int MODE_DEFAULT = 0666;

    private static final Pattern MODE = Pattern.compile("0*[0-7]{1,4}");
    private static final String FIX = Fix.lines("[Socket]", AppListener.ACCESS);

    private SocketAccess() {}

    /** Reports who could write that must not, and why usher could not: at the last line that has a say in it. */
    static void report(UnitText text, AppListener listener, Machine machine, Problems problems) {
        Assignment where = listener.line();
        String unread = "";
        int mode = MODE_DEFAULT;
        for (Assignment line : text.all("Socket")) {
            boolean isMode = line.key().equals("SocketMode") && !line.value().isEmpty();
            if (isMode && MODE.matcher(line.value()).matches()) {
                mode = Integer.parseInt(line.value(), 8);
                unread = "";
            } else if (isMode) { // systemd passes over it
                unread = "; SocketMode=" + line.value() + " is not an octal number and has no effect";
            }
            where = isMode || OWNERS.contains(line.key()) ? line : where;
        }
        Assignment user = text.scalar("Socket", "SocketUser");
        Assignment group = text.scalar("Socket", "SocketGroup");
        String owner = user == null ? "root" : user.value();
        FileStatus socket = new FileStatus(FileStatus.Kind.SOCKET, owner, group == null ? owner : group.value(), mode);
        String why = ": it belongs to " + owner + ":" + socket.group() + " with mode " + Integer.toOctalString(mode)
                + unread;
        if (!isReachable(socket)) {
            String what = "usher cannot write to the socket of " + text.unit() + why;
            problems.warning("group-missing", where, what, FIX);
        } else if (group != null && !machine.hasGroup(group.value())) {
            String what = "the group " + group.value() + " does not exist here, so " + text.unit()
                    + " would fail with 216/GROUP: create it with a sysusers.d file";
            problems.note("group-missing", group, what, "g " + group.value() + " -");
        }
        String writer = socket.untrustedWriter();
        if (writer != null) {
            String what = writer + " can write to the socket of " + text.unit()
                    + " and forge connections, so it is not used" + why;
            problems.error("unsafe-socket", where, what, FIX);
        }
    }

    /** Whether usher itself can write to it. */
    private static boolean isReachable(FileStatus socket) {
        return socket.othersWrite()
                || (socket.groupWrites() && socket.group().equals("usher"))
                || ((socket.mode() & OWNER_WRITE) != 0 && socket.owner().equals("usher"));
    }
}

package org.usher.advice;

import org.jspecify.annotations.Nullable;
import org.usher.claim.AppListener;
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
    private static final int OWNER_WRITE = 0200;
    private static final int GROUP_WRITE = 0020;
    private static final int OTHERS_WRITE = 0002;
    /** What systemd gives a socket whose unit says nothing (systemd.socket(5)). */
    private static final String MODE_DEFAULT = "0666";

    private static final int MODE_MAX = 07777;

    private final UnitText text;
    private final Assignment listener;
    private final Problems problems;
    private final int mode;
    private final String user;
    private final String group;

    private SocketAccess(UnitText text, Assignment listener, Problems problems) {
        this.text = text;
        this.listener = listener;
        this.problems = problems;
        this.mode = mode(text);
        this.user = value("SocketUser", "root");
        this.group = value("SocketGroup", user);
    }

    /** Reports who could write that must not, and why usher could not. */
    static void report(UnitText text, AppListener listener, Machine machine, Problems problems) {
        SocketAccess access = new SocketAccess(text, listener.line(), problems);
        access.reportMissingGroup(machine);
        access.reportWriters();
    }

    private void reportWriters() {
        if ((mode & OTHERS_WRITE) != 0) {
            Assignment written = modeLine(text);
            String why = written == null ? "without SocketMode= everybody can" : "SocketMode= lets everybody";
            unsafe(written == null ? listener : written, why, "SocketMode=0660", "SocketGroup=usher");
        } else if ((mode & GROUP_WRITE) != 0 && !isTrusted(group)) {
            unsafe(where("SocketGroup"), "SocketMode= lets the group " + group, "SocketGroup=usher");
        } else if ((mode & OWNER_WRITE) != 0 && !isTrusted(user)) {
            unsafe(where("SocketUser"), "SocketUser= lets " + user, "SocketUser=root");
        }
    }

    private void unsafe(Assignment where, String why, String... wanted) {
        String what = why + " write to the socket of " + text.unit() + " and forge connections; it is not used";
        problems.error("unsafe-socket", where, what, Fix.lines("[Socket]", Fix.lines(wanted)));
    }

    private void reportMissingGroup(Machine machine) {
        Assignment where = where("SocketGroup");
        boolean reachable = (mode & OTHERS_WRITE) != 0
                || ((mode & GROUP_WRITE) != 0 && group.equals("usher"))
                || ((mode & OWNER_WRITE) != 0 && user.equals("usher"));
        if (!reachable) {
            String what = "usher cannot write to the socket of " + text.unit() + ": it belongs to " + user + ":" + group
                    + " with mode " + Integer.toOctalString(mode);
            String fix = Fix.lines("[Socket]", "SocketMode=0660", "SocketGroup=usher");
            problems.warning("group-missing", where, what, fix);
        } else if (text.scalar("Socket", "SocketGroup") != null && !machine.hasGroup(group)) {
            String what = "the group " + group + " does not exist here, so " + text.unit()
                    + " would fail with 216/GROUP: a file of sysusers.d makes it";
            problems.note("group-missing", where, what, "g " + group + " -");
        }
    }

    private static boolean isTrusted(String owner) {
        return owner.equals("root") || owner.equals("0") || owner.equals("usher");
    }

    private Assignment where(String key) {
        Assignment written = text.scalar("Socket", key);
        return written == null ? listener : written;
    }

    private String value(String key, String otherwise) {
        Assignment written = text.scalar("Socket", key);
        return written == null ? otherwise : written.value();
    }

    private static int mode(UnitText text) {
        Assignment line = modeLine(text);
        return octal(line == null ? MODE_DEFAULT : line.value());
    }

    /** The last line with a mode that can be read: systemd passes over the others, an empty one among them. */
    private static @Nullable Assignment modeLine(UnitText text) {
        Assignment last = null;
        for (Assignment assignment : text.all("Socket")) {
            if (assignment.key().equals("SocketMode") && octal(assignment.value()) >= 0) {
                last = assignment;
            }
        }
        return last;
    }

    /** The mode that the digits say; -1 if they say none. */
    private static int octal(String digits) {
        int mode = 0;
        for (int i = 0; i < digits.length() && mode <= MODE_MAX; i++) {
            int digit = Character.digit(digits.charAt(i), 8);
            if (digit < 0) {
                return -1;
            }
            mode = mode * 8 + digit;
        }
        return digits.isEmpty() || mode > MODE_MAX ? -1 : mode;
    }
}

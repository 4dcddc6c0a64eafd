package org.usher.claim;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.machine.Machine;
import org.usher.problem.Fix;
import org.usher.problem.Problem;
import org.usher.problem.Problems;
import org.usher.route.AppState;
import org.usher.route.Claim;
import org.usher.section.DidYouMean;
import org.usher.section.HttpSection;
import org.usher.section.ListenerSection;
import org.usher.unit.UnitFiles;
import org.usher.unit.UnitText;

/**
 * One socket unit at one moment: what it claims, or what it says of a listener of usher's own.
 *
 * @param files where that stands, and what the unit does
 * @param app what it claims, and what receives for it; null if it is no app's
 * @param bar why its app is given nothing, as its lines and its socket on the disk say; null if they say nothing against it
 * @param listener what it says of a listener of usher's; null if it is another's unit
 * @param problems what is wrong with it, in the order found
 * @param whole whether all of it could be read: if not, it may claim more than this
 */
public record SocketUnit(
        UnitFiles files,
        @Nullable AppSection app,
        @Nullable AppState bar,
        @Nullable ListenerSection listener,
        List<Problem> problems,
        boolean whole) {

    /**
     * Reads a unit. Whatever its files hold and whatever systemd says of it is a problem of this unit alone.
     */
    public static SocketUnit read(UnitFiles files, Machine machine) {
        Problems problems = new Problems(files.unit());
        if (!files.isAnswered()) {
            String what = "systemd gives no answer about " + files.unit() + ": " + files.result()
                    + "; what it claimed before stays claimed: see systemctl status " + files.unit();
            problems.warning("unit-unanswered", null, what, null);
            return new SocketUnit(files, null, null, null, problems.found(), false);
        }
        try {
            return read(files, UnitText.read(files.unit(), files.files(), problems), machine, problems);
        } catch (RuntimeException bug) { // ours: it must cost this unit alone
            StackTraceElement[] stack = bug.getStackTrace();
            Problems internal = new Problems(files.unit());
            String what = "usher failed to read " + files.unit() + ": " + bug
                    + (stack.length == 0 ? "" : " at " + stack[0])
                    + "; what it claimed before stays claimed: please report this";
            internal.error("internal-error", null, what, null);
            return new SocketUnit(files, null, null, null, internal.found(), false);
        }
    }

    private static SocketUnit read(UnitFiles files, UnitText text, Machine machine, Problems problems) {
        AppSection app = null;
        AppState bar = null;
        ListenerSection listener = null;
        text.reportEnds(problems);
        if (text.loads()) {
            DidYouMean.reportMisplaced(text, problems);
            boolean ours = text.has(HttpSection.NAME);
            boolean listens = ListenerSection.concerns(text, machine);
            if (files.needsReload() && (ours || listens)) {
                String what = "the files of " + text.unit() + " changed after systemd read them";
                problems.warning("needs-reload", null, what, "systemctl daemon-reload");
            }
            if (listens) {
                listener = ListenerSection.read(text, AppSection.KEYS, machine, problems);
            } else if (ours) {
                app = AppSection.read(text, machine, problems);
                AppListener receiving = app.listener();
                if (receiving != null && files.listens()) {
                    bar = SocketFile.bar(text, receiving, machine, problems);
                }
                reportFailed(files, text.service(machine), problems);
            }
        }
        return new SocketUnit(files, app, bar, listener, problems.found(), text.whole());
    }

    private static void reportFailed(UnitFiles files, String service, Problems problems) {
        if (files.state().equals("failed")) {
            String why = files.result().isEmpty() ? "" : " (" + files.result() + ")";
            String what = files.unit() + " has failed" + why + ", so nothing reaches its app; journalctl -u " + service
                    + " shows what came before";
            String fix = Fix.command("systemctl", "reset-failed", files.unit(), service) + " && "
                    + Fix.command("systemctl", "start", files.unit());
            problems.error("socket-failed", null, what, fix);
        }
    }

    /** What it claims, in the order of its lines. */
    public List<Claim> claims() {
        return app == null ? List.of() : app.claims();
    }

    /** The listener that receives for its app, if it claims anything. */
    public @Nullable AppListener receiving() {
        return app == null || app.claims().isEmpty() ? null : app.listener();
    }

    /** The error that this unit listens where {@code other} does. */
    Problem sharing(SocketUnit other) {
        AppListener listener = Objects.requireNonNull(receiving());
        Problems problems = new Problems(files.unit());
        String what = files.unit() + " listens at the path of " + other.files.unit() + ", " + listener.socket()
                + ": systemd leaves it to the one that starts last, so neither is used: give each its own path";
        problems.error("shared-socket", listener.line(), what, null);
        return problems.found().get(0);
    }

    /** Whether the app behind the unit can be given connections. */
    AppState appState() {
        return bar == null ? files.appState() : bar;
    }

    /** Whether both say the same, whatever their units do. */
    boolean saysTheSameAs(SocketUnit other) {
        return Objects.equals(app, other.app)
                && Objects.equals(bar, other.bar)
                && problems.equals(other.problems)
                && Objects.equals(listener, other.listener);
    }

    /** Whether it claims anything, or is a listener of usher's. */
    boolean says() {
        return !claims().isEmpty() || listener != null;
    }

    /** This reading with what {@code earlier} claimed, said and was judged. */
    SocketUnit butSaying(SocketUnit earlier) {
        return new SocketUnit(files, earlier.app, earlier.bar, earlier.listener, problems, whole);
    }
}

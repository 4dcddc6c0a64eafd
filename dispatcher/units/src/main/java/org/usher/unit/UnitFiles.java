package org.usher.unit;

import java.nio.file.Path;
import java.util.List;
import org.usher.route.AppState;

/**
 * A unit and the files that make it up.
 *
 * @param unit the unit's name, such as {@code wiki.socket}
 * @param files its fragment, then its drop-ins, in the order in which systemd merges them; empty for a unit without
 *     files
 * @param state systemd's word for what the unit does, such as {@code listening}, {@code running} or {@code failed};
 *     where nobody runs it, {@code enabled} or {@code disabled}
 * @param result systemd's word for why it failed, such as {@code trigger-limit-hit}; empty where it did not
 * @param needsReload whether the files changed after systemd read them
 */
public record UnitFiles(String unit, List<Path> files, String state, String result, boolean needsReload) {
    private static final String UNANSWERED = "unanswered";

    public UnitFiles {
        files = List.copyOf(files);
    }

    /** A unit that exists and of which systemd tells no more: {@code why} is its error. */
    public static UnitFiles unanswered(String unit, String why) {
        return new UnitFiles(unit, List.of(), UNANSWERED, why, false);
    }

    /** Whether systemd has told what the unit does; if not, the result says why. */
    public boolean isAnswered() {
        return !state.equals(UNANSWERED);
    }

    /** Whether systemd listens for the unit at this moment, so that its socket must be there. */
    public boolean listens() {
        return state.equals("listening") || state.equals("running");
    }

    /** What the state of the unit comes to for its app. */
    public AppState appState() {
        return switch (state) {
            case "running" -> AppState.RUNNING;
            case "failed" -> AppState.failed(result);
            default -> AppState.LISTENING;
        };
    }
}

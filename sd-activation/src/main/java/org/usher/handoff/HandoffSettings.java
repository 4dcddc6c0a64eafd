package org.usher.handoff;

import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.usher.activation.ProcessEnvironment;

/**
 * The settings of a receiver of connections.
 *
 * @param returnSocket where connections are handed back to
 * @param onDrop called by the accepting thread for every message that is dropped, with a few words of detail that hold
 *     no octet of the network; it must not throw
 */
public record HandoffSettings(Path returnSocket, BiConsumer<Dropped, String> onDrop) {
    /** Where the dispatcher takes connections back. */
    public static final Path RETURN_SOCKET = Path.of("/run/usher/return");

    /** The environment variable by which {@code usherctl run}, which has no /run, names another place. */
    public static final String RETURN_VARIABLE = "USHER_RETURN";

    /** Returns the settings of an ordinary app; what is dropped goes to the System.Logger of this package. */
    public static HandoffSettings defaults() {
        return defaults(ProcessEnvironment.current());
    }

    static HandoffSettings defaults(ProcessEnvironment environment) {
        String named = environment.get(RETURN_VARIABLE);
        return new HandoffSettings(named == null ? RETURN_SOCKET : Path.of(named), HandoffSettings::log);
    }

    /** Returns these settings with another place to hand back to. */
    public HandoffSettings withReturnSocket(Path path) {
        return new HandoffSettings(path, onDrop);
    }

    private static void log(Dropped reason, String detail) {
        System.getLogger("org.usher.handoff")
                .log(System.Logger.Level.WARNING, "dropped a message: {0} ({1})", reason.explanation(), detail);
    }
}

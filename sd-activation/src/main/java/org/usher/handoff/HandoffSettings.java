package org.usher.handoff;

import java.nio.file.Path;
import java.util.function.BiConsumer;

/**
 * What a receiver of connections can be told.
 *
 * @param returnSocket where connections are handed back to
 * @param onDrop is called by the accepting thread for every message that is dropped, with a detail in a few words that
 *     holds no octet of the network; it must not throw
 */
public record HandoffSettings(Path returnSocket, BiConsumer<Dropped, String> onDrop) {
    /** Where the dispatcher takes connections back. */
    public static final Path RETURN_SOCKET = Path.of("/run/usher/return");

    /** Returns the settings of an ordinary app; what is dropped goes to the System.Logger of this package. */
    public static HandoffSettings defaults() {
        return new HandoffSettings(RETURN_SOCKET, HandoffSettings::log);
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

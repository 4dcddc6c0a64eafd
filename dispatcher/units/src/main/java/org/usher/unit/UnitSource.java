package org.usher.unit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Whoever knows which unit files count: systemd itself, or where nobody runs the units, the rules by which systemd
 * would find them.
 */
public interface UnitSource extends Closeable {

    /**
     * The socket units whose claims count, ours and everybody's, at this moment, each once.
     *
     * @throws IOException with one sentence that says who could not be asked and what to do
     */
    List<UnitFiles> activeSockets() throws IOException;

    /** Those of {@code units} that {@link #activeSockets()} would name. */
    default List<UnitFiles> activeSockets(Set<String> units) throws IOException {
        return activeSockets().stream()
                .filter(socket -> units.contains(socket.unit()))
                .toList();
    }

    /** Those of {@code units}, of any type, that exist, whatever they do; what that is need not be told. */
    default List<UnitFiles> named(Set<String> units) throws IOException {
        return activeSockets(units);
    }

    /**
     * The files of one unit of any type, fragment first; empty if the unit is unknown.
     *
     * @throws IOException as {@link #activeSockets()} does, or if there is no answer about this unit
     */
    default List<Path> filesOf(String unit) throws IOException {
        List<UnitFiles> found = named(Set.of(unit));
        if (found.stream().allMatch(UnitFiles::isAnswered)) {
            return found.stream().flatMap(files -> files.files().stream()).toList();
        }
        String why = found.get(0).result();
        throw new IOException("ask systemd for the files of " + unit + ": " + why);
    }

    /**
     * Whether all units were, or are being, loaded anew since {@link #activeSockets()} was last called: what was answered
     * since belongs to two different moments, and must not be put together.
     */
    default boolean hasReloaded() {
        return false;
    }

    /** Ends what was begun to ask; most sources begin nothing. */
    @Override
    default void close() {}
}

package org.usher.unit;

import java.nio.file.Path;
import java.util.List;

/**
 * A unit and the files that make it up.
 *
 * @param unit the unit's name, such as {@code wiki.socket}
 * @param files its fragment, then its drop-ins, in the order in which systemd merges them; empty for a unit without
 *     files
 * @param state systemd's word for what the unit does, such as {@code listening} or {@code running}; where nobody runs it,
 *     {@code enabled} or {@code disabled}
 * @param needsReload whether the files changed after systemd read them
 */
public record UnitFiles(String unit, List<Path> files, String state, boolean needsReload) {
    public UnitFiles {
        files = List.copyOf(files);
    }
}

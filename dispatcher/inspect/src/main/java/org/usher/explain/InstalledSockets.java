package org.usher.explain;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.offline.UnitPath;

/** The names of the socket units that are installed, templates included. They are read once, on the thread that asks first. */
public final class InstalledSockets implements Supplier<Collection<String>> {
    private final UnitPath installed;
    private volatile @Nullable Collection<String> names;

    /** Those of {@code installed}. */
    public InstalledSockets(UnitPath installed) {
        this.installed = installed;
    }

    /** Returns the names; none if the directories cannot be read. */
    @Override
    public Collection<String> get() {
        Collection<String> known = names;
        if (known == null) {
            known = read();
            names = known;
        }
        return known;
    }

    private Collection<String> read() {
        try {
            return installed.socketNames();
        } catch (IOException ignored) { // see above
            return List.of();
        }
    }
}

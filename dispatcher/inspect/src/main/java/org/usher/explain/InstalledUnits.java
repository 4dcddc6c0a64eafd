package org.usher.explain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.claim.UnitClaims;
import org.usher.offline.UnitPath;
import org.usher.route.Claim;
import org.usher.unit.UnitFiles;

/**
 * The socket units that are installed, active or not. Their files are read when somebody asks, on the asking thread; what
 * cannot be read is left out, so that less is explained. Any thread may ask.
 */
public final class InstalledUnits {
    /** Questions come in batches: claims are not read again for this long. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Supplier<? extends Collection<String>> names;
    private final @Nullable UnitPath units;
    private List<Claim> inactive = List.of();
    private long readNanos = System.nanoTime() - FRESH_NANOS;

    /**
     * Units that have these names.
     *
     * @param units where those lie that are not active; null if all are
     */
    public InstalledUnits(Supplier<? extends Collection<String>> names, @Nullable UnitPath units) {
        this.names = names;
        this.units = units;
    }

    /** The names of the units, templates included. */
    Collection<String> names() {
        return names.get();
    }

    /** What the units claim that are not {@code active}: the same set at every call. */
    synchronized List<Claim> inactiveClaims(Set<String> active) {
        if (units != null && System.nanoTime() - readNanos >= FRESH_NANOS) {
            inactive = read(units, active);
            readNanos = System.nanoTime(); // after the reading: one that takes long delays no further question
        }
        return inactive;
    }

    private static List<Claim> read(UnitPath units, Set<String> active) {
        try {
            List<UnitFiles> sockets = new ArrayList<>(units.sockets());
            sockets.removeIf(unit -> active.contains(unit.unit()));
            return UnitClaims.read(sockets).claims();
        } catch (IOException ignored) { // see above
            return List.of();
        }
    }
}

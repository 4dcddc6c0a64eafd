package org.usher.explain;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.claim.UnitClaims;
import org.usher.offline.UnitPath;
import org.usher.route.Claim;
import org.usher.unit.UnitFiles;
import org.usher.unit.UnitSource;

/**
 * What the socket units claim that are installed but not active: for whoever asks why nobody answers. The files are read
 * when it is asked for, on the asking thread, and not again for {@link #FRESH_NANOS}: questions come in batches.
 */
public final class InactiveClaims implements Supplier<List<Claim>> {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final UnitPath installed;
    private final Set<String> active = new HashSet<>();
    private @Nullable List<Claim> last;
    private long readNanos;

    /** Those of {@code installed} that claim nothing in {@code declarations}. */
    public InactiveClaims(UnitPath installed, UnitClaims declarations) {
        this.installed = installed;
        for (Claim claim : declarations.claims()) {
            active.add(claim.app().unit());
        }
    }

    /** Returns the claims, the same list while it is fresh; none if the files cannot be read: then less is explained. */
    @Override
    public synchronized List<Claim> get() {
        List<Claim> fresh = last;
        if (fresh == null || System.nanoTime() - readNanos > FRESH_NANOS) {
            fresh = read();
            last = fresh;
            readNanos = System.nanoTime(); // a reading that takes long keeps nobody from the next question
        }
        return fresh;
    }

    private List<Claim> read() {
        try {
            return UnitClaims.read(new Inactive()).claims();
        } catch (IOException ignored) { // see above
            return List.of();
        }
    }

    /** The installed socket units without the active ones. */
    private final class Inactive implements UnitSource {
        @Override
        public List<UnitFiles> activeSockets() throws IOException {
            List<UnitFiles> inactive = new ArrayList<>(installed.sockets());
            inactive.removeIf(unit -> active.contains(unit.unit()));
            return inactive;
        }

        @Override
        public List<Path> filesOf(String unit) throws IOException {
            return installed.filesOf(unit);
        }
    }
}

package org.usher.control;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.usher.declaration.Declarations;
import org.usher.route.Claim;
import org.usher.unit.UnitFiles;
import org.usher.unit.UnitPath;
import org.usher.unit.UnitSource;

/**
 * What the socket units claim that are installed but not active: for whoever asks why nobody answers. The files are read
 * when it is asked for, on the asking thread.
 */
public final class InactiveClaims implements Supplier<List<Claim>> {
    private final UnitPath installed;
    private final Set<String> active = new HashSet<>();

    /** Those of {@code installed} that claim nothing in {@code declarations}. */
    public InactiveClaims(UnitPath installed, Declarations declarations) {
        this.installed = installed;
        for (Claim claim : declarations.claims()) {
            active.add(claim.app().unit());
        }
    }

    /** Returns the claims; none if the files cannot be read: then an explanation says less, and is still true. */
    @Override
    public List<Claim> get() {
        try {
            return Declarations.read(new Inactive()).claims();
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

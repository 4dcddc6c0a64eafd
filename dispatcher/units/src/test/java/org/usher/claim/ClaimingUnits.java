package org.usher.claim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.usher.machine.FakeMachine;
import org.usher.offline.UnitPath;
import org.usher.problem.Fixes;
import org.usher.problem.Problem;
import org.usher.route.Claim;
import org.usher.unit.UnitTree;

/** A directory {@code d} of units, and what they declare. */
final class ClaimingUnits {
    /** A unit with nothing to complain of. */
    static final String[] WIKI = {
        "[Socket]",
        "ListenDatagram=/run/usher/apps/%p.sock",
        "SocketMode=0660",
        "SocketGroup=usher",
        "[X-HTTP]",
        "Prefix=/wiki/",
        "[Unit]",
        "OnFailure=usher-rearm@%p.service"
    };

    /** Cannot be read, not even by root. */
    static final String TOO_LONG = "#".repeat(1 << 20);

    final UnitTree tree;
    final FakeMachine machine = new FakeMachine();
    private final ClaimReader reader = new ClaimReader(() -> machine, List.of());

    ClaimingUnits(Path root) throws IOException {
        tree = new UnitTree(root);
        Files.createDirectories(tree.path("d"));
    }

    /** Returns what they declare; every remedy of a problem is one. */
    UnitClaims read() throws IOException {
        UnitClaims read = new ClaimReader(() -> machine, List.of()).readAgain(UnitPath.directory(tree.path("d")));
        Fixes.assertPasteable(read.problems());
        return read;
    }

    /** Returns what they declare to one who has read them before. */
    UnitClaims readAgain() throws IOException {
        return reader.update(UnitPath.directory(tree.path("d")));
    }

    /** Returns each claim as its prefix and the place where it stands. */
    static List<String> shown(List<Claim> claims) {
        List<String> shown = new ArrayList<>();
        for (Claim claim : claims) {
            shown.add(claim.prefix() + " " + claim.file().getFileName() + ":" + claim.line());
        }
        return shown;
    }

    static String brief(Problem problem) {
        return problem.id() + " " + problem.severity().name() + " " + problem.unit();
    }
}

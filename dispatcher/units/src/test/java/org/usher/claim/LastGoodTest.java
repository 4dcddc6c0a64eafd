package org.usher.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.unit.UnitTree;

/** What counts of a unit that cannot be read any more: what it said when it could. */
final class LastGoodTest {
    @TempDir
    private Path root;

    private UnitTree tree;
    private ClaimingUnits units;

    @BeforeEach
    void plant() throws IOException {
        units = new ClaimingUnits(root);
        tree = units.tree;
    }

    @Test
    void aUnitThatCannotBeReadWholeKeepsItsLastGoodClaims() throws IOException {
        tree.file("d/wiki.socket", ClaimingUnits.WIKI).file("d/blog.socket", "[X-HTTP]");
        tree.file("d/wiki.socket.d/50.conf", "[Socket]", "SocketMode=0660", "[X-HTTP]", "Prefix=/w/");
        UnitClaims good = units.readAgain();
        tree.file("d/wiki.socket.d/60.conf", ClaimingUnits.TOO_LONG);
        Files.delete(tree.path("d/wiki.socket.d/50.conf"));
        UnitClaims broken = units.read();
        assertEquals(List.of("/wiki/ wiki.socket:6"), ClaimingUnits.shown(broken.claims()), "what can be read counts");
        UnitClaims kept = units.readAgain();
        assertEquals(good.claims(), kept.claims());
        assertEquals(broken.problems(), kept.problems());
        Files.delete(tree.path("d/wiki.socket.d/60.conf"));
        assertEquals(
                List.of("/wiki/ wiki.socket:6"),
                ClaimingUnits.shown(units.readAgain().claims()));
    }

    @Test
    void aUnitThatSystemdDoesNotLoadClaimsNothingAndKeepsWhatItHad() throws IOException {
        tree.file("d/wiki.socket", ClaimingUnits.WIKI);
        UnitClaims good = units.readAgain();
        tree.file("d/wiki.socket", "[X-HTTP]", "Prefix=/w/", "[Socket", "SocketMode=0666");
        UnitClaims broken = units.read();
        assertEquals(List.of(), broken.claims());
        assertEquals(
                "unreadable-line ERROR wiki.socket",
                ClaimingUnits.brief(broken.problems().get(0)));
        assertEquals(3, broken.problems().get(0).line());
        assertEquals(good.claims(), units.readAgain().claims());
    }

    @Test
    void settingsThatCannotBeReadStayAsTheyWere() throws IOException {
        tree.file("d/usher.socket", "[X-HTTP]", "HeadTimeoutSec=3");
        UnitClaims good = units.readAgain();
        Files.delete(tree.path("d/usher.socket"));
        tree.file("d/usher.socket", "[X-HTTP]", "HeadTimeoutSec=4")
                .file("d/usher.socket.d/50.conf", ClaimingUnits.TOO_LONG);
        assertEquals(Duration.ofSeconds(4), units.read().limits().headTimeout());
        assertEquals(good.limits(), units.readAgain().limits());
    }
}

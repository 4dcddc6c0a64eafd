package org.usher.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.offline.UnitPath;
import org.usher.problem.Fixes;
import org.usher.problem.Problem;
import org.usher.unit.UnitTree;

/** Two units, wiki.socket and site@.socket; usher.socket is installed elsewhere. */
final class StrayClaimsTest {
    private final Path root;
    private final UnitTree tree;

    StrayClaimsTest(@TempDir Path root) {
        this.root = root;
        this.tree = new UnitTree(root);
    }

    @BeforeEach
    void plant() throws IOException {
        tree.file("wiki.socket", "[Socket]").file("site@.socket", "[Socket]");
    }

    private List<Problem> found(String file) throws IOException {
        tree.file(file, "[Unit]", "[X-HTTP]", "Prefix=/wiki/");
        List<Problem> found = StrayClaims.in(UnitPath.directory(root), Set.of("usher.socket"));
        Fixes.assertPasteable(found);
        return found;
    }

    @ParameterizedTest
    @CsvSource({
        "wiki.service,                  wiki.socket or wiki.socket.d/50-http.conf",
        "wiki.service.d/50-http.conf,   wiki.socket or wiki.socket.d/50-http.conf",
        "wiki.d/50-http.conf,           wiki.socket or wiki.socket.d/50-http.conf",
        "Wiki.socket.d/50-http.conf,    wiki.socket or wiki.socket.d/50-http.conf",
        "wikis.socket.d/50-http.conf,   wiki.socket or wiki.socket.d/50-http.conf",
        "wiki.socket.conf,              wiki.socket or wiki.socket.d/50-http.conf",
        "site@.service,                 site@.socket or site@.socket.d/50-http.conf",
        "journal.socket.d/50-http.conf, the app's .socket unit",
        "notes.txt,                     the app's .socket unit",
        "my app.socket,                 the app's .socket unit"
    })
    void claimOfNoSocketUnitIsNamedWithThePlaceWhereItWouldCount(String file, String place) throws IOException {
        Problem problem = found(file).get(0);
        assertEquals(
                "stray-claim WARNING 2", problem.id() + " " + problem.severity().name() + " " + problem.line());
        assertEquals(root.resolve(file).toString(), problem.file());
        assertEquals(
                "this claim has no effect, since this file belongs to no socket unit: move it to " + place,
                problem.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"wiki.socket.d/50-http", "site@.socket.d/50-http.txt", "socket.d/a"})
    void dropInWithoutConfIsToBeRenamed(String file) throws IOException {
        Path path = root.resolve(file);
        assertEquals("mv " + path + " " + path + ".conf", found(file).get(0).fix());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "blog.socket",
                "wiki.socket.d/50-http.conf",
                "site@.socket.d/50-http.conf",
                "site@docs.socket.d/50-http.conf",
                "usher.socket.d/50-http.conf",
                "socket.d/50-http.conf",
                "wiki.socket.d/50-http.conf~",
                "wiki.socket.d/.50-http.conf.swp",
                "wiki.socket.d/50-http.conf.dpkg-old"
            })
    void whatSystemdReadsOrPassesOverOnPurposeIsNoStray(String file) throws IOException {
        assertEquals(List.of(), found(file));
    }
}

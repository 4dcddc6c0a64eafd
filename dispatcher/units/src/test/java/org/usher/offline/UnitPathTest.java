package org.usher.offline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.unit.UnitFiles;
import org.usher.unit.UnitTree;

final class UnitPathTest {
    private UnitTree tree = new UnitTree(Path.of("/"));

    @BeforeEach
    void plant(@TempDir Path root) {
        tree = new UnitTree(root);
    }

    @Test
    void everySocketOfAFlatDirectoryIsActive() throws IOException {
        tree.file("d/wiki.socket")
                .file("d/wiki.service", "x")
                .file("d/README", "x")
                .file("d/site@.socket", "x");
        tree.file("d/wiki.socket", "x").file("d/blog.socket", "x").file("d/empty.socket");
        tree.link("d/site@docs.socket", "site@.socket").link("d/masked.socket", "/dev/null");
        assertEquals(
                List.of("blog.socket", "site@docs.socket", "wiki.socket"),
                names(directory().activeSockets()));
    }

    @Test
    void anInstanceThatAWantsDirectoryNamesHasTheFilesOfItsTemplate() throws IOException {
        tree.file("d/site@.socket", "x")
                .file("d/site@.socket.d/10.conf", "x")
                .file("d/site@docs.socket.d/20.conf", "x");
        tree.link("d/sockets.target.wants/site@docs.socket", "../site@.socket");
        List<UnitFiles> sockets = directory().activeSockets();
        assertEquals(List.of("site@docs.socket"), names(sockets));
        assertEquals(
                List.of("d/site@.socket", "d/site@.socket.d/10.conf", "d/site@docs.socket.d/20.conf"),
                tree.relative(sockets.get(0).files()));
    }

    @Test
    void aMissingDirectoryIsNamed() {
        IOException missing = assertThrows(IOException.class, () -> directory().activeSockets());
        assertEquals(tree.path("d") + " is not a directory: name one that holds unit files", missing.getMessage());
    }

    /*
     * etc  run  lib          the fragment of the first directory counts, and a mask there hides the others
     */
    @Test
    void theEarlierDirectoryWinsAndItsMaskHides() throws IOException {
        tree.file("etc/wiki.socket", "x").file("lib/wiki.socket", "x");
        tree.link("run/blog.socket", "/dev/null").file("lib/blog.socket", "x");
        tree.file("etc/shop.socket").file("lib/shop.socket", "x");
        tree.file("lib/mail.socket", "x");
        List<UnitFiles> sockets = search().sockets();
        assertEquals(List.of("mail.socket", "wiki.socket"), names(sockets));
        assertEquals(List.of("etc/wiki.socket"), tree.relative(sockets.get(1).files()));
    }

    @Test
    void onlyWantedSocketsOfASearchPathAreActive() throws IOException {
        tree.file("lib/wiki.socket", "x").file("lib/blog.socket", "x").file("lib/shop.socket", "x");
        tree.link("etc/sockets.target.wants/wiki.socket", "/lib/wiki.socket");
        tree.link("lib/web.target.requires/shop.socket", "../shop.socket");
        assertEquals(List.of("shop.socket", "wiki.socket"), names(search().activeSockets()));
        assertEquals("disabled", search().sockets().get(0).state());
        assertEquals("enabled", search().sockets().get(2).state());
    }

    /*
     * etc/sockets.target.wants   run                      lib
     *   wiki.socket -> /dev/null                            wiki.socket -> ../wiki.socket    masked above
     *   blog.socket, a file                                 blog.socket -> ../blog.socket    no link above
     *                                                       shop.socket -> ../shop.socket
     */
    @Test
    void ofWantsWithOneNameTheFirstCountsAndOnlyALinkThatIsNoMaskWants() throws IOException {
        tree.file("lib/wiki.socket", "x").file("lib/blog.socket", "x").file("lib/shop.socket", "x");
        tree.link("etc/sockets.target.wants/wiki.socket", "/dev/null")
                .file("etc/sockets.target.wants/blog.socket", "x");
        for (String name : List.of("wiki.socket", "blog.socket", "shop.socket")) {
            tree.link("lib/sockets.target.wants/" + name, "../" + name);
        }
        assertEquals(List.of("shop.socket"), names(search().activeSockets()));
    }

    @Test
    void aUnitHasTheDropInsOfAllItsAliases() throws IOException {
        tree.file("lib/wiki.socket", "x")
                .link("lib/notes.socket", "wiki.socket")
                .link("etc/docs.socket", "notes.socket")
                .file("lib/notes.socket.d/20.conf", "x")
                .file("etc/docs.socket.d/10.conf", "x");
        List<String> expected = List.of("lib/wiki.socket", "etc/docs.socket.d/10.conf", "lib/notes.socket.d/20.conf");
        assertEquals(expected, tree.relative(search().filesOf("docs.socket")));
    }

    @Test
    void dropInsOfAllDirectoriesAreSortedByFileName() throws IOException {
        tree.file("lib/wiki.socket", "x").file("lib/wiki.socket.d/30.conf", "x").file("etc/wiki.socket.d/20.conf", "x");
        tree.file("run/wiki.socket.d/10.conf", "x").file("run/wiki.socket.d/15.txt", "x");
        assertEquals(
                List.of(
                        "lib/wiki.socket",
                        "run/wiki.socket.d/10.conf",
                        "etc/wiki.socket.d/20.conf",
                        "lib/wiki.socket.d/30.conf"),
                tree.relative(search().filesOf("wiki.socket")));
    }

    @Test
    void ofDropInsWithOneNameTheEarlierDirectoryThenTheMoreSpecificNameWins() throws IOException {
        tree.file("lib/a-b@.socket", "x");
        tree.file("etc/a-@.socket.d/10.conf", "x").file("lib/a-b@i.socket.d/10.conf", "x");
        tree.file("lib/a-b@i.socket.d/20.conf", "x").file("lib/a-b@.socket.d/20.conf", "x");
        tree.file("lib/a-@.socket.d/30.conf", "x").file("lib/socket.d/30.conf", "x");
        tree.file("etc/socket.d/20.conf", "x").file("etc/socket.d/40.conf", "x");
        assertEquals(
                List.of(
                        "lib/a-b@.socket",
                        "etc/a-@.socket.d/10.conf",
                        "lib/a-b@i.socket.d/20.conf",
                        "lib/a-@.socket.d/30.conf",
                        "etc/socket.d/40.conf"),
                tree.relative(search().filesOf("a-b@i.socket")));
    }

    @Test
    void aMaskedDropInHidesTheOthersOfItsName() throws IOException {
        tree.file("lib/wiki.socket", "x").file("lib/wiki.socket.d/10.conf", "x").file("lib/wiki.socket.d/20.conf", "x");
        tree.link("etc/wiki.socket.d/10.conf", "/dev/null").file("run/wiki.socket.d/20.conf");
        assertEquals(List.of("lib/wiki.socket"), tree.relative(search().filesOf("wiki.socket")));
    }

    @Test
    void anAliasIsTheUnitItPointsToAndBringsItsDropIns() throws IOException {
        tree.file("lib/wiki.socket", "x")
                .link("etc/www.socket", "../lib/wiki.socket")
                .file("etc/www.socket.d/10.conf", "x");
        tree.link("etc/sockets.target.wants/www.socket", "../www.socket");
        List<UnitFiles> sockets = search().activeSockets();
        assertEquals(List.of("wiki.socket"), names(sockets));
        assertEquals(
                List.of("lib/wiki.socket", "etc/www.socket.d/10.conf"),
                tree.relative(sockets.get(0).files()));
        assertEquals(sockets.get(0).files(), search().filesOf("www.socket"));
    }

    /* www -> web -> wiki, and two aliases of one another that lead nowhere */
    @Test
    void anAliasOfAnAliasIsTheUnitAndALoopIsNone() throws IOException {
        tree.file("lib/wiki.socket", "x").link("lib/web.socket", "wiki.socket");
        tree.link("lib/one.socket", "two.socket").link("lib/two.socket", "one.socket");
        tree.link("etc/www.socket", "../lib/web.socket").file("etc/www.socket.d/10.conf", "x");
        assertEquals(
                List.of("lib/wiki.socket", "etc/www.socket.d/10.conf"), tree.relative(search().filesOf("www.socket")));
        assertEquals(List.of(), search().filesOf("one.socket"));
    }

    @Test
    void anInstanceOfAnAliasedTemplateHasTheDropInsOfBothNames() throws IOException {
        tree.file("lib/site@.socket", "x").link("lib/web@.socket", "site@.socket");
        tree.file("etc/web@.socket.d/10.conf", "x").file("etc/web@docs.socket.d/20.conf", "x");
        tree.link("etc/sockets.target.wants/web@docs.socket", "/lib/web@.socket");
        List<String> files = List.of("lib/site@.socket", "etc/web@.socket.d/10.conf", "etc/web@docs.socket.d/20.conf");
        assertEquals(files, tree.relative(search().filesOf("web@docs.socket")));
        assertEquals(files, tree.relative(search().filesOf("site@docs.socket")));
        assertEquals(List.of("site@docs.socket"), names(search().activeSockets()));
    }

    /** As {@code systemctl link} makes it: the file lies elsewhere, its name may be another. */
    @Test
    void aLinkOutOfTheSearchPathIsAUnitOfItsOwn() throws IOException {
        tree.file("opt/source.socket", "x")
                .link("etc/linked.socket", tree.path("opt/source.socket").toString());
        tree.link("etc/gone.socket", tree.path("opt/gone.socket").toString()).file("lib/gone.socket", "x");
        assertEquals(List.of("etc/linked.socket"), tree.relative(search().filesOf("linked.socket")));
        assertEquals(List.of(), search().filesOf("source.socket"));
        assertEquals(List.of(), search().filesOf("gone.socket"), "it hides what is below, and is nothing itself");
    }

    @Test
    void whatIsNoUnitFileIsPassedOver() throws IOException {
        tree.file("lib/wiki.socket", "x").file("lib/blog.socket", "x").file("lib/bad name.socket", "x");
        tree.file("etc/wiki.socket/x", "x").link("etc/blog.socket", "blog.service");
        tree.file("lib/wiki.socket.d/.10.conf", "x");
        assertEquals(List.of("blog.socket", "wiki.socket"), names(search().sockets()));
        assertEquals(List.of("lib/wiki.socket"), tree.relative(search().filesOf("wiki.socket")));
    }

    @Test
    void aServiceIsFoundByTheSameRules() throws IOException {
        tree.file("lib/wiki.service", "x").file("etc/service.d/10.conf", "x").file("etc/socket.d/10.conf", "x");
        assertEquals(
                List.of("lib/wiki.service", "etc/service.d/10.conf"), tree.relative(search().filesOf("wiki.service")));
        assertEquals(List.of(), search().filesOf("none.service"));
    }

    private UnitPath directory() {
        return UnitPath.directory(tree.path("d"));
    }

    private UnitPath search() {
        return UnitPath.search(List.of(tree.path("etc"), tree.path("run"), tree.path("lib")));
    }

    private static List<String> names(List<UnitFiles> sockets) {
        List<String> names = new ArrayList<>();
        for (UnitFiles socket : sockets) {
            names.add(socket.unit());
        }
        return names;
    }
}

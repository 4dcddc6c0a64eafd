package org.usher.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.machine.FakeMachine;
import org.usher.route.AppState;
import org.usher.route.Claim;
import org.usher.unit.UnitFiles;
import org.usher.unit.UnitSource;

/** What of the units is read again, and when. Whether a file was read is seen by changes that stat(2) does not show. */
final class ClaimReaderTest {
    private final Map<String, UnitFiles> units = new TreeMap<>();
    private final List<Set<String>> asked = new ArrayList<>();
    private long nowMillis = System.currentTimeMillis() + 60_000;
    private final ClaimReader ledger = new ClaimReader(FakeMachine::new, () -> nowMillis);

    private final UnitSource systemd = new UnitSource() {
        @Override
        public List<UnitFiles> activeSockets() {
            return List.copyOf(units.values());
        }

        @Override
        public List<UnitFiles> activeSockets(Set<String> names) {
            asked.add(names);
            List<UnitFiles> named = units.values().stream()
                    .filter(unit -> names.contains(unit.unit()))
                    .toList();
            afterQuestion.run();
            return named;
        }

        @Override
        public List<Path> filesOf(String unit) {
            return List.of();
        }

        @Override
        public boolean hasReloaded() {
            return reloaded;
        }
    };
    private boolean reloaded;
    private Runnable afterQuestion = () -> {};

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    @BeforeEach
    void twoUnits() throws IOException {
        write("wiki", "/wiki/");
        write("blog", "/blog/");
    }

    @Test
    void aChangeOfOneUnitAsksForThatUnitOnly() throws IOException {
        ledger.update(systemd);
        write("wiki", "/w/");
        write("blog", "/b/");
        assertEquals(List.of("/blog/", "/w/"), prefixes(ledger.update(systemd, Set.of("wiki.socket"))));
        assertEquals(List.of(Set.of("wiki.socket"), Set.of("wiki.socket")), asked); // before and after the reading
        assertEquals(List.of("/b/", "/w/"), prefixes(ledger.update(systemd)));
    }

    /** Otherwise a prefix that moves from one unit to another would be nobody's for a while, or the wrong one's. */
    @Test
    void whatIsReadWhileUnitsAreLoadedAnewIsNotPutTogetherWithWhatWasReadBefore() throws IOException {
        UnitClaims before = ledger.update(systemd);
        write("wiki", "/w/");
        reloaded = true;
        assertSame(before, ledger.update(systemd, Set.of("wiki.socket")));
        assertSame(before, ledger.update(systemd));
        reloaded = false;
        assertEquals(List.of("/blog/", "/w/"), prefixes(ledger.update(systemd)));
    }

    /** systemd is asked whether files have changed before we read them, and they may change in between. */
    @Test
    void anEditBetweenQuestionAndReadingIsNotInForce() throws IOException {
        ledger.update(systemd);
        write("wiki", "/w/");
        afterQuestion = () -> units.put("wiki.socket", unit("wiki", "listening", true));
        assertEquals(List.of("/blog/", "/wiki/"), prefixes(ledger.update(systemd, Set.of("wiki.socket"))));
    }

    @Test
    void whatDeclaresTheSameIsTheSameObject() throws IOException {
        UnitClaims first = ledger.update(systemd);
        assertSame(first, ledger.update(systemd));
        assertSame(first, ledger.update(systemd, Set.of("wiki.socket", "unknown.socket")));
    }

    @Test
    void aFileThatHasNotChangedIsNotReadAgain() throws IOException {
        ledger.update(systemd);
        Path file = file("wiki");
        FileTime modified = Files.getLastModifiedTime(file);
        Object inode = Files.getAttribute(file, "unix:ino");
        assertEquals(List.of("/blog/", "/wiki/"), prefixes(ledger.update(systemd)));
        overwrite(file, "/wiki/", "/wyki/");
        Files.setLastModifiedTime(file, modified);
        assertEquals(inode, Files.getAttribute(file, "unix:ino"));
        assertEquals(List.of("/blog/", "/wyki/"), prefixes(ledger.update(systemd)), "the inode's own time tells it");
    }

    @Test
    void aFileThatChangedJustNowIsReadAgain() throws IOException {
        nowMillis = System.currentTimeMillis();
        UnitClaims first = ledger.update(systemd);
        assertNotSame(first, ledger.update(systemd), "it may have changed twice within a tick of the clock");
        nowMillis += 60_000;
        UnitClaims later = ledger.update(systemd);
        assertSame(later, ledger.update(systemd));
    }

    @Test
    void claimsThatStayTheSameStayTheSameList() throws IOException {
        UnitClaims first = ledger.update(systemd);
        units.put("wiki.socket", unit("wiki", "running", false));
        UnitClaims running = ledger.update(systemd, Set.of("wiki.socket"));
        assertSame(first.claims(), running.claims());
        assertEquals(AppState.RUNNING, running.states().get("wiki.socket"));
        assertEquals(AppState.LISTENING, running.states().get("blog.socket"));
        Files.writeString(file("wiki"), Files.readString(file("wiki")) + "# a remark\n");
        assertSame(first.claims(), ledger.update(systemd).claims());
    }

    @Test
    void aNewListOfFilesIsRead() throws IOException {
        ledger.update(systemd);
        Path more = Files.writeString(directory.resolve("50-more.conf"), "[X-HTTP]\nPrefix=/more/\n");
        units.put("wiki.socket", new UnitFiles("wiki.socket", List.of(file("wiki"), more), "listening", "", false));
        assertEquals(List.of("/blog/", "/more/", "/wiki/"), prefixes(ledger.update(systemd, Set.of("wiki.socket"))));
    }

    @Test
    void aUnitThatIsStoppedTakesItsClaimsAndOneThatFailsKeepsThem() throws IOException {
        ledger.update(systemd);
        units.remove("blog.socket");
        units.put(
                "wiki.socket",
                new UnitFiles("wiki.socket", List.of(file("wiki")), "failed", "trigger-limit-hit", false));
        UnitClaims then = ledger.update(systemd, Set.of("wiki.socket", "blog.socket"));
        assertEquals(List.of("/wiki/"), prefixes(then));
        assertEquals(Map.of("wiki.socket", AppState.failed("trigger-limit-hit")), then.states());
    }

    @Test
    void anEditIsInForceFromDaemonReloadOn() throws IOException {
        ledger.update(systemd);
        write("wiki", "/w/");
        units.put("wiki.socket", unit("wiki", "running", true));
        UnitClaims edited = ledger.update(systemd);
        assertEquals(List.of("/blog/", "/wiki/"), prefixes(edited));
        assertEquals(AppState.RUNNING, edited.states().get("wiki.socket"));
        assertEquals(
                1,
                edited.problems().stream()
                        .filter(problem -> problem.id().equals("needs-reload"))
                        .count());
        units.put("wiki.socket", unit("wiki", "running", false));
        assertEquals(List.of("/blog/", "/w/"), prefixes(ledger.update(systemd)));
    }

    @Test
    void anEditIsReadByWhoeverAsksForItAndWhereNothingWasReadBefore() throws IOException {
        ledger.update(systemd);
        write("wiki", "/w/");
        units.put("wiki.socket", unit("wiki", "listening", true));
        assertEquals(List.of("/blog/", "/w/"), prefixes(ledger.readAgain(systemd)));
        assertEquals(List.of("/blog/", "/w/"), prefixes(ledger.update(systemd)), "and stays");
        assertEquals(List.of("/blog/", "/w/"), prefixes(new ClaimReader().update(systemd)));
    }

    @Test
    void aUnitThatCannotBeReadKeepsWhatItDeclaredBefore() throws IOException {
        ledger.update(systemd);
        Files.delete(file("wiki"));
        UnitClaims unreadable = ledger.update(systemd);
        assertEquals(List.of("/blog/", "/wiki/"), prefixes(unreadable));
        assertEquals(Set.of("wiki.socket"), unreadable.partial());
        write("wiki", "/w/");
        assertEquals(List.of("/blog/", "/w/"), prefixes(ledger.update(systemd)));
    }

    @Test
    void aUnitThatDependsOnOthersIsReadEveryTime() throws IOException {
        overwrite(file("wiki"), "/run/usher/apps/wiki.sock", "/run/elsewhere/wiki.sock");
        UnitClaims first = ledger.update(systemd);
        assertNotSame(first, ledger.update(systemd), "its service's files are not among its own");
    }

    private void write(String name, String prefix) throws IOException {
        Files.writeString(
                file(name),
                """
                [Socket]
                ListenDatagram=/run/usher/apps/%s.sock
                SocketMode=0660
                SocketGroup=usher
                [X-HTTP]
                Prefix=%s
                """
                        .formatted(name, prefix));
        units.put(name + ".socket", unit(name, "listening", false));
    }

    private static void overwrite(Path file, String text, String with) throws IOException {
        Files.writeString(file, Files.readString(file).replace(text, with));
    }

    private UnitFiles unit(String name, String state, boolean needsReload) {
        return new UnitFiles(name + ".socket", List.of(file(name)), state, "", needsReload);
    }

    private Path file(String name) {
        return directory.resolve(name + ".socket");
    }

    private static List<String> prefixes(UnitClaims declarations) {
        return declarations.claims().stream()
                .map(Claim::prefix)
                .map(Object::toString)
                .sorted()
                .toList();
    }
}

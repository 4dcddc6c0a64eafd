package org.usher.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.usher.machine.FakeMachine;
import org.usher.machine.FileStatus;
import org.usher.problem.Problem;
import org.usher.route.AppState;
import org.usher.route.Claim;
import org.usher.unit.UnitFiles;

/** What of the units is asked and read again, and what stays as it was. */
final class ClaimReaderTest {
    private final FakeMachine machine = new FakeMachine();
    private final ClaimReader reader = new ClaimReader(() -> machine, List.of());

    private final ListedUnits systemd = new ListedUnits();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    @BeforeEach
    void twoUnits() throws IOException {
        write("wiki", "/wiki/");
        write("blog", "/blog/");
        for (String app : List.of("wiki", "blog")) {
            Path socket = Path.of("/run/usher/apps/" + app + ".sock");
            machine.with(socket, new FileStatus(FileStatus.Kind.SOCKET, "root", "usher", 0660));
        }
    }

    @Test
    void aUnitInMaintenanceClaimsWhatItDoesWhileItIsStopped() throws IOException {
        systemd.stopped.add(systemd.units.remove("wiki.socket"));
        Path pages = Files.createDirectory(directory.resolve("maintenance.d"));
        ClaimReader reader = new ClaimReader(() -> machine, List.of(pages));
        assertEquals(List.of("/blog/"), prefixes(reader.update(systemd)));
        Files.writeString(pages.resolve("wiki.socket.html"), "<p>soon");
        UnitClaims now = reader.update(systemd);
        assertEquals(List.of("/blog/", "/wiki/"), prefixes(now));
        assertEquals(
                new AppState(AppState.Condition.MAINTENANCE, "<p>soon"),
                now.states().get("wiki.socket"));
        assertEquals(now, reader.update(systemd, Set.of("wiki.socket")), "and when a change of it is told");
        assertEquals(now, reader.update(systemd, Set.of("blog.socket")), "or of another unit");
        Files.delete(pages.resolve("wiki.socket.html"));
        assertEquals(List.of("/blog/"), prefixes(reader.update(systemd)));
    }

    @Test
    void aUnitThatRunsIsInMaintenanceAllTheSame() throws IOException {
        Path pages = Files.createDirectory(directory.resolve("maintenance.d"));
        Files.writeString(pages.resolve("wiki.socket.html"), "");
        ClaimReader reader = new ClaimReader(() -> machine, List.of(pages));
        UnitClaims now = reader.readAgain(systemd);
        assertEquals(
                new AppState(AppState.Condition.MAINTENANCE, ""), now.states().get("wiki.socket"));
        assertEquals(AppState.LISTENING, now.states().get("blog.socket"));
        assertEquals(1, texts(now, "maintenance").size());
        assertEquals(now, reader.update(systemd));
        Files.writeString(pages.resolve("wiki.socket.html"), "<p>soon");
        assertEquals(
                "<p>soon", reader.readAgain(systemd).states().get("wiki.socket").result());
    }

    /** Else the unit would be there twice, with one path, and neither would be used. */
    @Test
    void aFileOfAnAliasLeavesTheUnitThatRunsAlone() throws IOException {
        Path pages = Files.createDirectory(directory.resolve("maintenance.d"));
        Files.writeString(pages.resolve("docs.socket.html"), "");
        systemd.stopped.add(new UnitFiles("docs.socket", List.of(file("wiki")), "", "", false));
        UnitClaims now = new ClaimReader(() -> machine, List.of(pages)).update(systemd);
        assertEquals(Map.of("blog.socket", AppState.LISTENING, "wiki.socket", AppState.LISTENING), now.states());
    }

    @Test
    void aChangeOfOneUnitAsksForThatUnitOnly() throws IOException {
        reader.update(systemd);
        write("wiki", "/w/");
        write("blog", "/b/");
        assertEquals(List.of("/blog/", "/w/"), prefixes(reader.update(systemd, Set.of("wiki.socket"))));
        assertEquals(
                List.of(Set.of("wiki.socket"), Set.of("wiki.socket")), systemd.asked); // before and after the reading
        assertEquals(List.of("/b/", "/w/"), prefixes(reader.update(systemd)));
    }

    /** Otherwise a prefix that moves from one unit to another would be nobody's for a while, or the wrong one's. */
    @Test
    void whatIsReadWhileUnitsAreLoadedAnewIsNotPutTogetherWithWhatWasReadBefore() throws IOException {
        UnitClaims before = reader.update(systemd);
        write("wiki", "/w/");
        systemd.reloaded = true;
        assertEquals(before, reader.update(systemd, Set.of("wiki.socket")));
        assertEquals(before, reader.update(systemd));
        systemd.reloaded = false;
        assertEquals(List.of("/blog/", "/w/"), prefixes(reader.update(systemd)));
    }

    /** systemd is asked whether files have changed before we read them, and they may change in between. */
    @Test
    void anEditBetweenQuestionAndReadingIsNotInForce() throws IOException {
        reader.update(systemd);
        write("wiki", "/w/");
        systemd.afterQuestion = () -> systemd.units.put("wiki.socket", unit("wiki", "listening", true));
        assertEquals(List.of("/blog/", "/wiki/"), prefixes(reader.update(systemd, Set.of("wiki.socket"))));
    }

    @Test
    void whatDeclaresTheSameIsTheSameObject() throws IOException {
        UnitClaims first = reader.update(systemd);
        assertEquals(first, reader.update(systemd));
        assertEquals(first, reader.update(systemd, Set.of("wiki.socket", "unknown.socket")));
    }

    @Test
    void claimsThatStayTheSameStayTheSameList() throws IOException {
        UnitClaims first = reader.update(systemd);
        systemd.units.put("wiki.socket", unit("wiki", "running", false));
        UnitClaims running = reader.update(systemd, Set.of("wiki.socket"));
        assertEquals(first.claims(), running.claims());
        assertEquals(AppState.RUNNING, running.states().get("wiki.socket"));
        assertEquals(AppState.LISTENING, running.states().get("blog.socket"));
        Files.writeString(file("wiki"), Files.readString(file("wiki")) + "# a remark\n");
        assertEquals(first.claims(), reader.update(systemd).claims());
    }

    @Test
    void aNewListOfFilesIsRead() throws IOException {
        reader.update(systemd);
        Path more = Files.writeString(directory.resolve("50-more.conf"), "[X-HTTP]\nPrefix=/more/\n");
        systemd.units.put(
                "wiki.socket", new UnitFiles("wiki.socket", List.of(file("wiki"), more), "listening", "", false));
        assertEquals(List.of("/blog/", "/more/", "/wiki/"), prefixes(reader.update(systemd, Set.of("wiki.socket"))));
    }

    @Test
    void aUnitThatIsStoppedTakesItsClaimsAndOneThatFailsKeepsThem() throws IOException {
        reader.update(systemd);
        systemd.units.remove("blog.socket");
        systemd.units.put(
                "wiki.socket",
                new UnitFiles("wiki.socket", List.of(file("wiki")), "failed", "trigger-limit-hit", false));
        UnitClaims then = reader.update(systemd, Set.of("wiki.socket", "blog.socket"));
        assertEquals(List.of("/wiki/"), prefixes(then));
        assertEquals(Map.of("wiki.socket", AppState.failed("trigger-limit-hit")), then.states());
    }

    @Test
    void anEditIsInForceFromDaemonReloadOn() throws IOException {
        reader.update(systemd);
        write("wiki", "/w/");
        systemd.units.put("wiki.socket", unit("wiki", "running", true));
        UnitClaims edited = reader.update(systemd);
        assertEquals(List.of("/blog/", "/wiki/"), prefixes(edited));
        assertEquals(AppState.RUNNING, edited.states().get("wiki.socket"));
        assertEquals(
                1,
                edited.problems().stream()
                        .filter(problem -> problem.id().equals("needs-reload"))
                        .count());
        systemd.units.put("wiki.socket", unit("wiki", "running", false));
        assertEquals(List.of("/blog/", "/w/"), prefixes(reader.update(systemd)));
    }

    @Test
    void anEditIsReadByWhoeverAsksForItAndWhereNothingWasReadBefore() throws IOException {
        reader.update(systemd);
        write("wiki", "/w/");
        systemd.units.put("wiki.socket", unit("wiki", "listening", true));
        assertEquals(List.of("/blog/", "/w/"), prefixes(reader.readAgain(systemd)));
        assertEquals(List.of("/blog/", "/w/"), prefixes(reader.update(systemd)), "and stays");
        assertEquals(List.of("/blog/", "/w/"), prefixes(new ClaimReader(List.of()).update(systemd)));
    }

    @Test
    void aUnitThatCannotBeReadKeepsWhatItDeclaredBefore() throws IOException {
        reader.update(systemd);
        Files.delete(file("wiki"));
        UnitClaims unreadable = reader.update(systemd);
        assertEquals(List.of("/blog/", "/wiki/"), prefixes(unreadable));
        write("wiki", "/w/");
        assertEquals(List.of("/blog/", "/w/"), prefixes(reader.update(systemd)));
    }

    @Test
    void aUnitThatCannotBeReadKeepsTheSafetyThatItHad() throws IOException {
        Path socket = Path.of("/run/usher/apps/wiki.sock");
        machine.with(socket, new FileStatus(FileStatus.Kind.SOCKET, "root", "usher", 0666));
        assertEquals(AppState.UNSAFE, reader.update(systemd).states().get("wiki.socket"));
        Files.delete(file("wiki"));
        assertEquals(AppState.UNSAFE, reader.update(systemd).states().get("wiki.socket"));
    }

    @Test
    void aUnitOfWhichSystemdTellsNothingKeepsWhatItClaimedAndStopsNoOther() throws IOException {
        reader.update(systemd);
        systemd.units.put("wiki.socket", UnitFiles.unanswered("wiki.socket", "Access denied (org.example.Denied)"));
        write("blog", "/b/");
        UnitClaims now = reader.update(systemd);
        assertEquals(List.of("/b/", "/wiki/"), prefixes(now));
        assertEquals(
                List.of("systemd gives no answer about wiki.socket: Access denied (org.example.Denied);"
                        + " what it claimed before stays claimed: see systemctl status wiki.socket"),
                texts(now, "unit-unanswered"));
    }

    @Test
    void anErrorOfOurOwnWhileOneUnitIsReadIsAProblemOfThatUnitAlone() throws IOException {
        reader.update(systemd);
        UnitClaims now = new ClaimReader(
                        () -> new FakeMachine() {
                            @Override
                            public FileStatus status(Path path) {
                                if (path.endsWith("wiki.sock")) {
                                    throw new IllegalStateException("a bug");
                                }
                                return super.status(path);
                            }
                        },
                        List.of())
                .update(systemd);
        assertEquals(List.of("/blog/"), prefixes(now));
        List<String> texts = texts(now, "internal-error");
        assertEquals(1, texts.size());
        assertTrue(texts.get(0)
                .startsWith("usher failed to read wiki.socket: java.lang.IllegalStateException: a bug at "));
    }

    private static List<String> texts(UnitClaims claims, String id) {
        return claims.problems().stream()
                .filter(problem -> problem.id().equals(id))
                .map(Problem::text)
                .toList();
    }

    private void write(String name, String prefix) throws IOException {
        String socket =
                "[Socket]\nListenDatagram=/run/usher/apps/" + name + ".sock\nSocketMode=0660\nSocketGroup=usher\n";
        Files.writeString(file(name), socket + "[X-HTTP]\nPrefix=" + prefix + "\n");
        systemd.units.put(name + ".socket", unit(name, "listening", false));
    }

    private UnitFiles unit(String name, String state, boolean needsReload) {
        return new UnitFiles(name + ".socket", List.of(file(name)), state, "", needsReload);
    }

    private Path file(String name) {
        return directory.resolve(name + ".socket");
    }

    private static List<String> prefixes(UnitClaims claims) {
        return claims.claims().stream()
                .map(Claim::prefix)
                .map(Object::toString)
                .sorted()
                .toList();
    }

    /** An app's author may put anything where {@code systemctl link} leads. */
    @Test
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
    void aFileThatHangsIsThatUnitsProblemAlone(@TempDir Path elsewhere) throws Exception {
        reader.update(systemd);
        Path pipe = elsewhere.resolve("wiki.socket");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        systemd.units.put("wiki.socket", new UnitFiles("wiki.socket", List.of(pipe), "listening", "", false));
        write("blog", "/b/");
        UnitClaims now = reader.update(systemd);
        assertEquals(List.of("/b/", "/wiki/"), prefixes(now));
        assertEquals(List.of(pipe + " cannot be read: it is not a regular file"), texts(now, "unreadable-file"));
    }
}

package org.usher.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.machine.FakeMachine;
import org.usher.machine.FileStatus;
import org.usher.machine.FileStatus.Kind;
import org.usher.problem.Fixes;
import org.usher.problem.Problem;
import org.usher.route.App;
import org.usher.route.AppState;
import org.usher.unit.UnitFiles;
import org.usher.unit.UnitTree;

/** What lies on the disk while systemd listens counts beside what the unit says. */
final class OnDiskTest {
    private static final Path SOCKET = Path.of("/run/usher/apps/wiki.sock");

    private final FakeMachine machine = new FakeMachine();
    private UnitTree tree = new UnitTree(Path.of("/"));
    private String state = "listening";
    private String result = "";

    @BeforeEach
    void plant(@TempDir Path root) throws IOException {
        tree = new UnitTree(root)
                .file(
                        "wiki.socket",
                        "[Unit]",
                        "OnFailure=usher-rearm@%N.service",
                        "[Socket]",
                        "ListenDatagram=/run/usher/apps/%p.sock",
                        "SocketMode=0660",
                        "SocketGroup=usher",
                        "[X-HTTP]",
                        "Prefix=/wiki/");
        machine.with(SOCKET, new FileStatus(Kind.SOCKET, "root", "usher", 0660));
    }

    @Test
    void aSocketThatOnlyRootAndUsherCanWriteIsUsed() throws IOException {
        assertEquals(List.of(), read(AppState.LISTENING));
    }

    @Test
    void aSocketThatIsOpenOnTheDiskIsNotUsed() throws IOException {
        machine.with(SOCKET, new FileStatus(Kind.SOCKET, "root", "usher", 0666));
        assertEquals(
                List.of("unsafe-socket ERROR 4 chmod 660 " + SOCKET + " && chown root:usher " + SOCKET),
                read(AppState.UNSAFE));
    }

    @Test
    void aSocketOfAnotherGroupIsNotUsed() throws IOException {
        machine.with(SOCKET, new FileStatus(Kind.SOCKET, "root", "games", 0660));
        assertEquals(1, read(AppState.UNSAFE).size());
    }

    @Test
    void aDirectoryInWhichOthersCanReplaceTheSocketMakesItUnsafe() throws IOException {
        machine.with(Path.of("/run/usher/apps"), new FileStatus(Kind.DIRECTORY, "root", "root", 0777));
        assertEquals(List.of("unsafe-socket ERROR 4 chmod go-w /run/usher/apps"), read(AppState.UNSAFE));
        machine.with(Path.of("/run/usher/apps"), new FileStatus(Kind.DIRECTORY, "root", "root", 01777));
        assertEquals(List.of(), read(AppState.LISTENING));
    }

    /** Whoever owns the place that a link of root's leads to can put another socket there. */
    @Test
    void aSocketBehindALinkIsJudgedByWhereItLies(@TempDir Path root) throws IOException {
        Path place = Files.createDirectories(root.toRealPath().resolve("theirs"));
        Path link = Files.createSymbolicLink(root.resolve("link"), place);
        tree.file("wiki.socket", "[Socket]", "ListenDatagram=" + link + "/wiki.sock", "[X-HTTP]", "Prefix=/wiki/");
        machine.with(place.resolve("wiki.sock"), new FileStatus(Kind.SOCKET, "root", "usher", 0660));
        assertEquals(List.of(), read(AppState.LISTENING));
        machine.with(place, new FileStatus(Kind.DIRECTORY, "mallory", "mallory", 0755));
        assertEquals(List.of("unsafe-socket ERROR 2 chown root:root " + place), read(AppState.UNSAFE));
    }

    /** By a link, for example, to the socket of another app. */
    @Test
    void aSocketThatTheOwnerOfItsDirectoryHasReplacedIsNotUsed() throws IOException {
        machine.with(SOCKET, new FileStatus(Kind.LINK, "mallory", "mallory", 0777));
        machine.with(Path.of("/run/usher/apps"), new FileStatus(Kind.DIRECTORY, "mallory", "mallory", 0755));
        assertEquals(
                List.of(
                        "socket-file-gone ERROR 4 systemctl stop wiki.socket wiki.service && systemctl start wiki.socket",
                        "unsafe-socket ERROR 4 chown root:root /run/usher/apps"),
                read(AppState.UNSAFE));
    }

    @Test
    void aSocketThatIsGoneIsNamedWhileItShouldBeThere() throws IOException {
        machine.with(SOCKET, FileStatus.NONE);
        assertEquals(
                List.of(
                        "socket-file-gone ERROR 4 systemctl stop wiki.socket wiki.service && systemctl start wiki.socket"),
                read(AppState.offline(
                        "there is no socket file /run/usher/apps/wiki.sock: it was removed, or wiki.socket"
                                + " changed after its start")));
        state = "disabled";
        assertEquals(List.of(), read(AppState.LISTENING));
    }

    @Test
    void anAppWithoutASocketToPassConnectionsToIsOffline() throws IOException {
        machine.with(SOCKET, new FileStatus(Kind.FILE, "root", "root", 0644));
        assertEquals(1, read(AppState.offline(SOCKET + " is not a socket")).size());
    }

    @Test
    void anAppForStreamsIsReachedByTheRelayWhoeverMayWriteToItsSocket() throws IOException {
        tree.file("wiki.socket", "[Socket]", "ListenStream=/run/wiki.sock", "[X-HTTP]", "Prefix=/wiki/");
        machine.with(Path.of("/run/wiki.sock"), new FileStatus(Kind.SOCKET, "www-data", "www-data", 0777));
        machine.with(App.RELAY, new FileStatus(Kind.SOCKET, "root", "usher", 0660));
        assertEquals(List.of(), read(AppState.LISTENING));
        machine.with(App.RELAY, FileStatus.NONE);
        assertEquals(List.of("no-relay ERROR 2 systemctl enable --now usher-relay.socket"), read(AppState.LISTENING));
        machine.with(Path.of("/run/wiki.sock"), FileStatus.NONE);
        assertEquals(
                2,
                read(AppState.offline("there is no socket file /run/wiki.sock: it was removed, or wiki.socket"
                                + " changed after its start"))
                        .size());
    }

    @Test
    void filesThatNobodyServesAreNamedAndTheAppIsServedAllTheSame() throws IOException {
        tree.file("wiki.socket.d/50.conf", "[X-HTTP]", "Static=/srv/wiki");
        machine.with(Path.of("/run/usher/apps/usher-static.sock"), FileStatus.NONE);
        assertEquals(
                List.of("no-static WARNING 2 systemctl enable --now usher-static.socket"), read(AppState.LISTENING));
    }

    @Test
    void aUnitThatHasFailedIsNamedWithTheReason() throws IOException {
        machine.with(SOCKET, FileStatus.NONE);
        state = "failed";
        result = "trigger-limit-hit";
        tree.file(
                "wiki.socket",
                "[Socket]",
                "ListenDatagram=/run/usher/apps/%p.sock",
                "Service=docs.service",
                "[X-HTTP]",
                "Prefix=/wiki/");
        assertEquals(
                List.of(
                        "socket-failed ERROR 0 systemctl reset-failed wiki.socket docs.service && systemctl start wiki.socket"),
                read(AppState.failed("trigger-limit-hit")));
    }

    private List<String> read(AppState expected) {
        List<Path> files = Stream.of(tree.path("wiki.socket"), tree.path("wiki.socket.d/50.conf"))
                .filter(Files::exists)
                .toList();
        UnitFiles unit = new UnitFiles("wiki.socket", files, state, result, false);
        UnitClaims read = new ClaimReader(() -> machine, List.of()).readAgain(List.of(unit));
        assertEquals(Map.of("wiki.socket", expected), read.states());
        Fixes.assertPasteable(read.problems());
        List<String> shown = new ArrayList<>();
        for (Problem problem : read.problems()) {
            shown.add(problem.id() + " " + problem.severity().name() + " " + problem.line() + " " + problem.fix());
        }
        return shown;
    }
}

package org.usher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.usher.command.Console;
import org.usher.command.UnitDirectory;

/**
 * Every remedy that {@code usherctl check} prints is applied as it stands, in the tree of a package and in that of an
 * administrator, and its problem is gone. Those that need a systemd are applied in AppliedRemediesTest and
 * ProblemsOfTheMachineTest.
 */
final class RemediesTest {
    private static final String SOCKET = "[Unit]\nOnFailure=usher-rearm@%N.service\n[Socket]\n";
    private static final String PATH = "ListenDatagram=/run/usher/apps/wiki.sock\n";
    private static final String ACCESS = "SocketMode=0660\nSocketGroup=usher\n";
    private static final String GOOD = SOCKET + PATH + ACCESS;
    private static final String CLAIM = "[X-HTTP]\nPrefix=/wiki/\n";

    /** The problems that a remedy ends, each with a wiki.socket that has it. */
    static final List<Arguments> UNITS = List.of(
            Arguments.of("needs-listener", SOCKET + CLAIM),
            Arguments.of("no-usable-listener", SOCKET + "ListenStream=8090\n" + CLAIM),
            Arguments.of("no-usable-listener", SOCKET + "ListenStream=8090\nAccept=yes\n" + CLAIM),
            Arguments.of("no-usable-listener", SOCKET + "ListenDatagram=@wiki\nSocketMode=0666\n" + CLAIM),
            Arguments.of("accept-yes", GOOD + "Accept=yes\n" + CLAIM),
            Arguments.of("flush-pending", GOOD + "FlushPending=yes\n" + CLAIM),
            Arguments.of("dgram-queue-short", GOOD + "PrivateNetwork=yes\n" + CLAIM),
            Arguments.of("dgram-queue-short", GOOD + "NetworkNamespacePath=/run/netns/x\n" + CLAIM),
            Arguments.of("unsafe-socket", SOCKET + PATH + CLAIM),
            Arguments.of("unsafe-socket", SOCKET + PATH + "SocketGroup=usher\nSocketMode=660x\n" + CLAIM),
            Arguments.of("unsafe-socket", GOOD + "SocketUser=wiki\n" + CLAIM),
            Arguments.of("group-missing", GOOD + "SocketGroup=wiki-http\nSocketMode=0662\n" + CLAIM),
            Arguments.of("group-missing", SOCKET + PATH + "SocketGroup=root\nSocketMode=0660\n" + CLAIM),
            Arguments.of("no-rearm", GOOD.replace("OnFailure", "#OnFailure") + CLAIM),
            Arguments.of(
                    "socket-in-runtime-dir",
                    SOCKET + "ListenStream=/run/a\nListenDatagram=/run/wiki/x\nListenStream=8090\n" + ACCESS + CLAIM),
            Arguments.of("socket-in-runtime-dir", SOCKET + "ListenDatagram=/run/elsewhere/x\n" + ACCESS + CLAIM),
            Arguments.of("bad-value", GOOD + CLAIM + "QueueMax=many\n"),
            Arguments.of("bad-value", GOOD + "[X-HTTP]\nPrefix=\"/wiki/ /w/\"\n"),
            Arguments.of("bad-value", GOOD + "[X-HTTP]\nPrefix=/wiki/ ; of all\n"),
            Arguments.of("unknown-key", GOOD + CLAIM + "Prefx=/w/\n"),
            Arguments.of("near-miss-section", GOOD + "[X-Http]\nPrefix=/wiki/\n"),
            Arguments.of("stray-claim", GOOD + CLAIM),
            Arguments.of("untrusted-file", GOOD + CLAIM),
            Arguments.of("one-family", GOOD + CLAIM),
            Arguments.of("fd-limit-too-small", GOOD + CLAIM));

    /** Those whose remedy needs a systemd or a dispatcher. */
    private static final Set<String> LIVE = Set.of(
            "socket-file-gone",
            "socket-failed",
            "needs-reload",
            "unreadable-file",
            "unserved-port",
            "reserved-unclaimed",
            "reservation-matches-no-unit",
            "reservation-shadows");

    private final UnitDirectory tree;
    private final Path drop;

    RemediesTest(@TempDir Path directory) throws IOException {
        tree = new UnitDirectory(directory);
        drop = directory.resolve("etc/systemd/system");
    }

    @ParameterizedTest(name = "{0} {index}")
    @FieldSource("UNITS")
    void problemIsGoneAfterItsRemedy(String id, String unit) throws Exception {
        for (String place : List.of("etc/systemd/system/", "usr/lib/systemd/system/")) {
            plant(place, unit, id);
            assertFalse(found(id).isEmpty(), place);
            for (JsonNode problem : check().toList()) {
                assertFalse(problem.get("fix").isNull(), problem::toString);
                apply(problem);
            }
            // a word that an administrator cannot take out of a package's file stays named
            boolean stays = place.startsWith("usr")
                    && Set.of("unknown-key", "near-miss-section").contains(id);
            assertTrue(stays || found(id).isEmpty(), () -> place + ": " + found(id));
            assertTrue(stays || errors().isEmpty(), () -> "after one round of remedies another is needed: " + errors());
            clear();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "near-miss-section, [Reservaton]+Prefix=/r/+Unit=wiki.socket",
        "unknown-key, [Reservation]+Prefx=/r/+Prefix=/s/+Unit=wiki.socket",
        "unknown-key, [Reservation]+Prefix=/r/+Unt=wiki.socket",
        "bad-value, [Reservation]+Prefix=\"/r/\"+Unit=wiki.socket",
        "bad-value, [Reservation]+Prefix=/r/ # ours+Unit=wiki.socket"
    })
    void problemOfAReservationIsGoneAfterItsRemedy(String id, String lines) throws Exception {
        plant("etc/systemd/system/", GOOD + CLAIM, id);
        tree.with("etc/usher/reservations.d/a.conf", lines.replace('+', '\n') + "\n");
        JsonNode problem = found(id).get(0);
        apply(problem);
        assertEquals(List.of(), found(id));
    }

    /** In classes whose tests apply what is printed. */
    @Test
    void everyRemedyThatNeedsSystemdIsAppliedThere() throws IOException {
        Path tests = Path.of("../tests/src/test/java/org/usher/tests");
        String applied = Files.readString(tests.resolve("AppliedRemediesTest.java"))
                + Files.readString(tests.resolve("ProblemsOfTheMachineTest.java"));
        LIVE.forEach(id -> assertTrue(applied.contains(id), id));
    }

    @Test
    void everyProblemWithARemedyIsTried() throws IOException {
        ManualPage problems = ManualPage.read("usherctl.1").section("PROBLEMS");
        Set<String> tried = new TreeSet<>(LIVE);
        UNITS.forEach(row -> tried.add(String.valueOf(row.get()[0])));
        String tags = String.join(" ", problems.tags());
        Set<String> rest = ManualPage.all("[a-z]+(?:-[a-z]+)+", tags);
        assertTrue(rest.containsAll(tried), () -> tried + " are not all in the manual");
        rest.removeAll(tried);
        String code = Sources.of("units") + Sources.of("inspect");
        for (String id : rest) { // what follows the text is null in each of these, for nobody can know what mends them
            assertEquals(Set.of(), ManualPage.all("\"" + id + "\",[^;\"]*(?:\\bfix\\)|Fix\\.)", code), id);
        }
    }

    /** A tree with the unit and what else the problem needs. */
    private void plant(String place, String unit, String id) throws IOException {
        tree.with(place + "wiki.socket", unit);
        tree.with(place + "wiki.service", "[Service]\nRuntimeDirectory=wiki\n");
        tree.with("usr/lib/sysusers.d/usher.conf", "u usher -\n");
        Path socket = tree.path().resolve(place + "wiki.socket");
        switch (id) {
            case "stray-claim" -> tree.with(place + "wiki.socket.d/50-http", CLAIM);
            case "untrusted-file" ->
                Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
            case "fd-limit-too-small" -> tree.with(place + "usher.service", "[Service]\nLimitNOFILE=4096\n");
            case "one-family" ->
                tree.with(place + "usher.socket", "[Socket]\nBindIPv6Only=ipv6-only\nListenStream=80\n");
            default -> {}
        }
    }

    private void apply(JsonNode problem) throws Exception {
        String fix = problem.get("fix").asText();
        Path file = Path.of(problem.get("file").asText());
        if (fix.startsWith("[") && fix.indexOf('\n') > 0) {
            Path dropIn = drop.resolve(problem.get("unit").asText() + ".d/99-remedy.conf");
            Files.createDirectories(dropIn.getParent());
            Files.writeString(dropIn, fix + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } else if (fix.matches("(?s)\\[.*|[A-Z][A-Za-z]*=.*")) {
            List<String> lines = new ArrayList<>(Files.readAllLines(file));
            lines.set(problem.get("line").asInt() - 1, fix);
            Files.write(file, lines);
        } else if (fix.startsWith("g ")) {
            tree.with("usr/lib/sysusers.d/remedy.conf", fix + "\n");
        } else {
            Process shell = new ProcessBuilder("sh", "-c", fix).inheritIO().start();
            assertEquals(0, shell.waitFor(), fix);
        }
    }

    private List<JsonNode> found(String id) {
        return check().filter(problem -> problem.get("id").asText().equals(id)).toList();
    }

    private List<JsonNode> errors() {
        return check().filter(problem -> problem.get("severity").asText().equalsIgnoreCase("error"))
                .toList();
    }

    private Stream<JsonNode> check() {
        Console console = new Console();
        Map<String, String> nothing = Map.of("SYSTEMD_UNIT_PATH", "/nowhere");
        UsherCtl.execute(
                console.environment(Path.of("/nowhere"), nothing),
                "check",
                "--json=short",
                "--root",
                tree.path().toString());
        try {
            List<JsonNode> problems = new ArrayList<>();
            new ObjectMapper().readTree(console.out()).forEach(problems::add);
            return problems.stream();
        } catch (IOException unfit) {
            throw new AssertionError(console.out() + console.err(), unfit);
        }
    }

    private void clear() throws IOException {
        try (Stream<Path> files = Files.walk(tree.path())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }
}

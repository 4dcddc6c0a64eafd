package org.usher.reservation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.problem.Fixes;
import org.usher.problem.Problem;
import org.usher.route.Reservation;
import org.usher.unit.UnitTree;

class ReservationsTest {
    private static final String ETC = "etc/usher/reservations.d/";
    private static final String RUN = "run/usher/reservations.d/";
    private static final String USR = "usr/local/lib/usher/reservations.d/";

    private UnitTree tree = new UnitTree(Path.of("/"));
    private ReservationPath path = new ReservationPath(List.of());

    @BeforeEach
    void plant(@TempDir Path root) {
        tree = new UnitTree(root);
        List<Path> directories = new ArrayList<>();
        for (Path directory : ReservationPath.SYSTEM.directories()) {
            directories.add(tree.path(directory.toString().substring(1)));
        }
        path = new ReservationPath(directories);
    }

    private Reservations read() {
        return Reservations.read(path);
    }

    /** Reservations as {@code prefix units file:line}. */
    private static List<String> shown(Reservations reservations) {
        List<String> shown = new ArrayList<>();
        for (Reservation reservation : reservations.all()) {
            shown.add(reservation.prefix() + " " + reservation.units() + " "
                    + reservation.file().getFileName() + ":" + reservation.line());
        }
        return shown;
    }

    private static List<String> ids(Reservations reservations) {
        List<String> ids = new ArrayList<>();
        Fixes.assertPasteable(reservations.problems());
        for (Problem problem : reservations.problems()) {
            ids.add(problem.id() + ":" + problem.line());
        }
        return ids;
    }

    private Reservations ofText(String file, String text) throws IOException {
        tree.file(file, text);
        return read();
    }

    @Test
    void withoutDirectoriesNothingIsReserved() {
        assertEquals(Reservations.NONE, read());
    }

    @Test
    void fileReservesWhatItsSectionsSay() throws IOException {
        tree.file(
                ETC + "a.conf",
                "# who may have what",
                "[Reservation]",
                "Prefix=http://alice.example:80/ //alice.example/",
                "Unit=alice-*.socket",
                "Unit=blog.socket \\",
                " wiki.socket",
                "[Reservation]",
                "Unit=b.socket",
                "Prefix=/b/",
                "Prefix=/c/",
                "[X-Other]",
                "Prefix=/d/");
        Reservations read = read();
        assertEquals(
                List.of(
                        "http://alice.example:80/ [alice-*.socket, blog.socket, wiki.socket] a.conf:3",
                        "//alice.example/ [alice-*.socket, blog.socket, wiki.socket] a.conf:3",
                        "/b/ [b.socket] a.conf:9",
                        "/c/ [b.socket] a.conf:10"),
                shown(read));
        assertEquals(List.of(), ids(read));
    }

    @Test
    void emptyValueTakesBackWhatWasListed() throws IOException {
        Reservations read = ofText(
                ETC + "a.conf", "[Reservation]\nPrefix=/a/\nPrefix=\nPrefix=/b/\nUnit=a.socket\nUnit=\nUnit=b.socket");
        assertEquals(List.of("/b/ [b.socket] a.conf:4"), shown(read));
        assertEquals(List.of(), ids(read));
    }

    @Test
    void moreImportantDirectoryReplacesAFileByName() throws IOException {
        tree.file(USR + "a.conf", "[Reservation]", "Prefix=/usr/")
                .file(RUN + "a.conf", "[Reservation]", "Prefix=/run/")
                .file(USR + "b.conf", "[Reservation]", "Prefix=/b/")
                .file(ETC + "a.conf", "[Reservation]", "Prefix=/etc/");
        assertEquals(List.of("/etc/ [] a.conf:2", "/b/ [] b.conf:2"), shown(read()));
    }

    @Test
    void emptyFileAndLinkToDevNullMask() throws IOException {
        tree.file(USR + "a.conf", "[Reservation]", "Prefix=/a/")
                .file(USR + "b.conf", "[Reservation]", "Prefix=/b/")
                .link(ETC + "a.conf", "/dev/null")
                .file(RUN + "b.conf");
        assertEquals(Reservations.NONE, read());
    }

    @Test
    void orderIsByDirectoryAndThenByName() throws IOException {
        tree.file(USR + "a.conf", "[Reservation]", "Prefix=/usr/a/")
                .file(ETC + "c.conf", "[Reservation]", "Prefix=/etc/c/")
                .file(RUN + "b.conf", "[Reservation]", "Prefix=/run/b/")
                .file(ETC + "b2.conf", "[Reservation]", "Prefix=/etc/b2/");
        assertEquals(
                List.of("/etc/b2/ [] b2.conf:2", "/etc/c/ [] c.conf:2", "/run/b/ [] b.conf:2", "/usr/a/ [] a.conf:2"),
                shown(read()));
    }

    @Test
    void otherFilesAreNotRead() throws IOException {
        tree.file(ETC + "a.conf.bak", "[Reservation]", "Prefix=/a/")
                .file(ETC + ".b.conf", "[Reservation]", "Prefix=/b/")
                .file(ETC + "sub.conf/c.conf", "[Reservation]", "Prefix=/c/");
        assertEquals(Reservations.NONE, read());
    }

    @Test
    void variableNamesOtherDirectories() {
        assertEquals(ReservationPath.SYSTEM, ReservationPath.of(Map.of()));
        assertEquals(ReservationPath.SYSTEM, ReservationPath.of(Map.of("USHER_RESERVATIONS", "")));
        assertEquals(
                new ReservationPath(List.of(Path.of("/a"), Path.of("/b"))),
                ReservationPath.of(Map.of("USHER_RESERVATIONS", "/a:/b")));
    }

    /** Each mistake in the second or third line of {@code [Reservation] / Prefix=/a/ / ...}, and who may claim then. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Unit=a.socket b,c.socket| bad-value:3       | [a.socket]",
                "Unit=a.service          | bad-value:3       | []",
                "Unti=a.socket           | unknown-key:3     | []",
                "unit=a.socket           | unknown-key:3     | []",
                "X-Unit=a.socket         | ''                | []",
                "Unit a.socket           | unreadable-line:3 | []",
                "User=alice              | unknown-key:3     | []",
                "Group=staff             | unknown-key:3     | []",
            })
    void mistakeLetsNobodyIn(String line, String ids, String units) throws IOException {
        Reservations read = ofText(ETC + "a.conf", "[Reservation]\nPrefix=/a/\n" + line);
        assertEquals(ids, String.join(" ", ids(read)));
        assertEquals(List.of("/a/ " + units + " a.conf:2"), shown(read));
    }

    @Test
    void lineThatCannotBeReadMayHaveTakenBackTheOnesBefore() throws IOException {
        Reservations read = ofText(
                ETC + "a.conf",
                "[Reservation]\nPrefix=/a/\nUnit=*.socket\nUnit\n[Reservation]\nPrefix=/b/\nUnit=b.socket");
        assertEquals(List.of("/a/ [] a.conf:2", "/b/ [b.socket] a.conf:6"), shown(read));
        assertEquals(List.of("unreadable-line:4"), ids(read));
        assertTrue(read.problems().get(0).text().contains("no unit may claim what its section reserves"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "[Reservation] Unit=a.socket         | bad-prefix:1",
                "[Reservation] Prefix=a/             | bad-prefix:2",
                "[Reservation] Prefix=http://ü/      | bad-prefix:2",
                "[Reservations] Prefix=/a/           | near-miss-section:1",
                "[reservation] Prefix=/a/            | near-miss-section:1",
                "[Other] Prefix=/a/                  | near-miss-section:1",
                "[Reservation Prefix=/a/             | unreadable-line:1",
                "Prefix=/a/                          | unreadable-line:1",
            })
    void whatReservesNothingIsNamed(String lines, String ids) throws IOException {
        Reservations read = ofText(ETC + "a.conf", lines.replace(" ", "\n"));
        assertEquals(List.of(), read.all());
        assertEquals(ids, String.join(" ", ids(read)));
        for (Problem problem : read.problems()) {
            assertEquals(tree.path(ETC + "a.conf").toString(), problem.file());
        }
    }

    @Test
    void nearMissIsToldWhatWasMeant() throws IOException {
        Reservations read = ofText(ETC + "a.conf", "[Reservation]\nPrefix=/a/\nUnits=a.socket\n[Reservaton]\n");
        assertEquals("[Reservation]", read.problems().get(1).fix());
        assertEquals("Unit=a.socket", read.problems().get(0).fix());
    }

    @Test
    void brokenFileStopsNoOther() throws IOException {
        tree.file(ETC + "a.conf", "[Reservation", "\u0001=", "[Reservation]", "Prefix=x")
                .file(ETC + "b.conf", "[Reservation]", "Prefix=/b/");
        assertEquals(List.of("/b/ [] b.conf:2"), shown(read()));
    }

    @Test
    void ofTwoWithOnePrefixTheFirstCountsAndTheOtherIsNamed() throws IOException {
        tree.file(ETC + "a.conf", "[Reservation]", "Prefix=/a/", "Unit=a.socket")
                .file(RUN + "0.conf", "[Reservation]", "Prefix=/a/", "Unit=b.socket");
        Reservations read = read();
        assertEquals("/a/ [a.socket] a.conf:2", shown(read).get(0));
        assertEquals(List.of("conflict-lost:2"), ids(read));
        assertEquals(
                tree.path(RUN + "0.conf").toString(), read.problems().get(0).file());
    }

    @Test
    void packagesReserveNothing() {
        for (Path directory : ReservationPath.SYSTEM.directories()) {
            assertTrue(!directory.startsWith("/usr/lib") && !directory.startsWith("/lib"), directory.toString());
        }
    }

    @Test
    void usersAndGroupsAreKeysThatNobodyKnows() throws IOException {
        Problem unknown = ofText(ETC + "a.conf", "[Reservation]\nPrefix=/a/\nUser=alice")
                .problems()
                .get(0);
        assertEquals("[Reservation] has no key User=, only Prefix=, Unit=", unknown.text());
        assertEquals(null, unknown.fix());
    }

    @Test
    void fileThatCannotBeReadKeepsWhatItReserved() throws IOException {
        tree.file(ETC + "a.conf", "[Reservation]", "Prefix=/a/", "Unit=a.socket")
                .file(ETC + "b.conf", "[Reservation]", "Prefix=/b/");
        Reservations good = read();
        Files.delete(tree.path(ETC + "a.conf"));
        tree.link(ETC + "a.conf", "/nonexistent");
        Reservations kept = Reservations.read(path, good);
        assertEquals(shown(good), shown(kept));
        assertEquals(List.of("unreadable-file:0"), ids(kept));
        assertEquals(shown(good), shown(Reservations.read(path, kept)), "and again");
        Files.delete(tree.path(ETC + "a.conf"));
        assertEquals(List.of("/b/ [] b.conf:2"), shown(Reservations.read(path, kept)));
    }

    @Test
    void fileThatCannotBeReadToItsEndKeepsWhatItReserved() throws IOException {
        tree.file(ETC + "a.conf", "[Reservation]", "Prefix=/a/", "Unit=a.socket", "[Reservation]", "Prefix=/b/");
        Reservations good = read();
        tree.file(ETC + "a.conf", "[Reservation]", "Prefix=/a/", "Unit=a.socket", "[Reservation", "Prefix=/b/");
        assertEquals(shown(good), shown(Reservations.read(path, good)));
        assertEquals(List.of("/a/ [] a.conf:2"), shown(read()), "the broken line may have been another Unit=");
        assertEquals(List.of("unreadable-line:4"), ids(read()));
        assertTrue(read().problems().get(0).text().contains("the rest of the file is not read"));
    }

    @Test
    void fileThatIsTooLongIsAProblem() throws IOException {
        tree.file(ETC + "a.conf", "#".repeat(1 << 20) + "\n[Reservation]\nPrefix=/a/");
        assertEquals(List.of("unreadable-file:0"), ids(read()));
    }

    @Test
    void fileThatOthersCanWriteIsAProblem() throws IOException {
        tree.file(ETC + "a.conf", "[Reservation]", "Prefix=/a/");
        Files.setPosixFilePermissions(tree.path(ETC + "a.conf"), PosixFilePermissions.fromString("rw-rw-r--"));
        assertEquals(List.of("untrusted-file:0"), ids(read()));
    }
}

package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The walls between the modules and the sizes that keep them small: for this project, and each broken in a small one. */
class SourceTreeTest {
    private static final Path PROJECT =
            Path.of(System.getProperty("usher.project")).toAbsolutePath().normalize();

    @TempDir
    private Path small = Path.of("/nowhere");

    @Test
    void modulesUseOnlyWhatTheyMay() throws IOException {
        assertEquals(List.of(), SourceTree.of(PROJECT).wrongNames());
    }

    @Test
    void filesAndMethodsAreShort() throws IOException {
        assertEquals(List.of(), SourceTree.of(PROJECT).tooLong());
    }

    @Test
    void acceptShimIsShort() throws IOException {
        List<String> lines = Files.readAllLines(PROJECT.resolve("unit-templates/shim/accept.c"));
        assertTrue(lines.size() <= 250, lines.size() + " lines");
        assertEquals(
                List.of(), lines.stream().filter(line -> line.length() > 120).toList());
    }

    @Test
    void noTwoTypesShareAName() throws IOException {
        assertEquals(List.of(), SourceTree.of(PROJECT).sharedNames());
    }

    @Test
    void packagesAreSmall() throws IOException {
        assertEquals(List.of(), SourceTree.of(PROJECT).crowdedPackages());
    }

    @Test
    void budgetsHold() throws IOException {
        SourceTree sources = SourceTree.of(PROJECT);
        System.out.print("code lines\n" + sources.table());
        assertEquals(List.of(), sources.exceededBudgets());
    }

    @Test
    void decideHasNoSocketFileClockLogOrJson() throws IOException {
        for (String name : List.of(
                "java.net.Socket",
                "java.io.InputStream",
                "java.nio.channels.SocketChannel",
                "java.nio.file.Files",
                "java.time.Clock",
                "org.usher.posix.Kernel",
                "org.usher.activation.Activation",
                "org.usher.notify.Supervisor",
                "com.fasterxml.jackson.databind.JsonNode")) {
            write("dispatcher/decide", "head", "Head", "import " + name + ";\nclass Head {}");
            assertEquals(
                    List.of("dispatcher/decide/src/main/java/org/usher/head/Head.java: dispatcher/decide must not use "
                            + name),
                    SourceTree.of(small).wrongNames());
        }
    }

    @Test
    void aNameCountsWhereverItStands() throws IOException {
        String path = write(
                "dispatcher/decide",
                "head",
                "Head",
                "class Head { long now() { return java.time.Clock.systemUTC().millis(); } }");
        assertEquals(
                List.of(path + ": dispatcher/decide must not use java.time.Clock"),
                SourceTree.of(small).wrongNames());
    }

    @Test
    void modulesLookOneWayOnly() throws IOException {
        write("dispatcher/decide", "table", "Table", "public class Table {}");
        write("dispatcher/front", "loop", "Loop", "import org.usher.table.Table;\npublic class Loop {}");
        write("dispatcher/units", "unit", "Unit", "import org.usher.table.Table;\npublic class Unit {}");
        assertEquals(List.of(), SourceTree.of(small).wrongNames());
        String front = write("dispatcher/front", "app", "App", "import org.usher.unit.Unit;\nclass App {}");
        String units = write("dispatcher/units", "claim", "Claim", "import org.usher.loop.*;\nclass Claim {}");
        assertEquals(
                List.of(
                        front + ": dispatcher/front must not use org.usher.unit.Unit",
                        units + ": dispatcher/units must not use org.usher.loop.*"),
                SourceTree.of(small).wrongNames());
    }

    @Test
    void aLongFileIsFound() throws IOException {
        String path = write("cli", "command", "Check", "class Check {\n" + "// a line\n".repeat(298) + "}");
        assertEquals(
                List.of(path + ": 301 lines, 300 at most"), SourceTree.of(small).tooLong());
    }

    @Test
    void aLongTestIsFound() throws IOException {
        write("cli", "command", "Check", "class Check {}");
        Path test = small.resolve("cli/src/test/java/org/usher/command/CheckTest.java");
        Files.createDirectories(test.getParent());
        Files.writeString(test, "// a line\n".repeat(301));
        assertEquals(
                List.of("cli/src/test/java/org/usher/command/CheckTest.java: 301 lines, 300 at most"),
                SourceTree.of(small).tooLong());
    }

    @Test
    void aLongMethodIsFound() throws IOException {
        String path = write(
                "cli",
                "command",
                "Check",
                "class Check {\nint size;\nvoid check() {\n" + "size++;\n".repeat(39) + "}\n}");
        assertEquals(
                List.of(path + ": check has 41 lines, 40 at most"),
                SourceTree.of(small).tooLong());
    }

    @Test
    void aNameThatIsUsedTwiceIsFound() throws IOException {
        String one = write("dispatcher/front", "loop", "Listener", "class Listener {}");
        String other = write("dispatcher/units", "section", "Listener", "class Listener {}");
        assertEquals(
                List.of("Listener is the name of several types: " + one + ", " + other),
                SourceTree.of(small).sharedNames());
    }

    @Test
    void aCrowdedPackageIsFound() throws IOException {
        for (int i = 0; i < 12; i++) {
            write("dispatcher/front", "loop", "Phase" + i, "class Phase" + i + " {}");
        }
        assertEquals(List.of(), SourceTree.of(small).crowdedPackages());
        write("dispatcher/front", "loop", "Phase", "class Phase {}");
        assertTrue(SourceTree.of(small).crowdedPackages().get(0).startsWith("org.usher.loop has more than 12 types: "));
    }

    @Test
    void onlyLinesOfCodeCountForABudget() throws IOException {
        write(
                "dispatcher/decide",
                "head",
                "Head",
                """
                import java.util.List;

                /**
                 * A head.
                 */
                class Head {
                    // what it holds
                    int size;
                }
                """);
        assertTrue(SourceTree.of(small).table().contains("decide + front            3 of 4100"));
    }

    @Test
    void anExceededBudgetIsFound() throws IOException {
        write("cli", "command", "Check", "class Check {\n" + "int size;\n".repeat(2_499) + "}");
        assertEquals(
                List.of("cli has 2501 code lines, 2500 at most"),
                SourceTree.of(small).exceededBudgets());
    }

    private String write(String module, String packageName, String type, String code) throws IOException {
        String path = module + "/src/main/java/org/usher/" + packageName + "/" + type + ".java";
        Path file = small.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "package org.usher." + packageName + ";\n" + code + "\n");
        return path;
    }
}

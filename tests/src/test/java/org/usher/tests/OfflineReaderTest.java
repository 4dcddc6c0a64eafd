package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Without a running systemd we read unit files by its rules. A tree of awkward ones is read by both, and every property
 * that both know is the same.
 */
@SystemTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OfflineReaderTest {
    private static final String CLASSES = "/opt/classes";
    private static final String PROPERTIES =
            "Names,LoadState,FragmentPath,DropInPaths,Description,Listen,SocketMode,SocketUser,"
                    + "SocketGroup,FileDescriptorName,WantedBy,RequiredBy";

    private final Container container;
    private List<String> units = List.of();
    private Map<String, Map<String, String>> ours = Map.of();

    OfflineReaderTest(Container container) {
        this.container = container;
    }

    @BeforeAll
    void readBoth() throws IOException {
        units = plant();
        assertTrue(units.size() > 100, units::toString);
        ours = blocks(ours(units));
    }

    @Test
    void unitsAreReadAsSystemdReadsThem() throws IOException {
        Map<String, Map<String, String>> systemds = blocks(systemds(units));
        List<String> differences = new ArrayList<>();
        for (String unit : units) {
            boolean oneName = value(systemds.get(unit), "Names").indexOf(' ') < 0;
            Map<String, String> expected = comparable(systemds.get(unit), oneName);
            Map<String, String> seen = comparable(ours.get(unit), oneName);
            if (!expected.equals(seen)) {
                differences.add(unit + "\n  systemd " + expected + "\n  usher   " + seen);
            }
        }
        assertEquals("", String.join("\n", differences));
    }

    @Test
    void linesOfOurSectionAreThoseThatSystemctlCatShows() throws IOException {
        int compared = 0;
        for (String unit : units) {
            if (!unit.startsWith("http-")) {
                continue;
            }
            CatText shown = new CatText(container.systemctl("cat", unit), "X-HTTP");
            Map<String, String> read = ours.getOrDefault(unit, Map.of());
            assertEquals(oneLib(String.join(" | ", shown.lines())), oneLib(blank(value(read, "Ours"))), unit);
            assertEquals(String.join(" | ", shown.list("Prefix")), blank(value(read, "Prefix")), unit);
            compared += shown.lines().size();
        }
        assertTrue(compared > 20, compared + " lines");
    }

    /** The units that are there, by their names. */
    private List<String> plant() throws IOException {
        container.install("awkward-units.sh", "/opt/awkward-units.sh");
        Path classes = Path.of("org/usher/tests/OfflineUnits.class");
        Path target = container.path(CLASSES).resolve(classes);
        Files.createDirectories(target.getParent());
        Files.copy(Stage.PROJECT.resolve("tests/target/test-classes").resolve(classes), target);
        return container.run("sh", "/opt/awkward-units.sh").succeeded().lines().toList();
    }

    private String ours(List<String> units) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-euc",
                "exec \"${JAVA_HOME:+$JAVA_HOME/bin/}java\" -cp " + CLASSES + ":/usr/lib/usher/usher-dispatcher.jar "
                        + OfflineUnits.class.getName() + " \"$@\"",
                "sh"));
        command.addAll(units);
        return container.run(command.toArray(String[]::new)).succeeded();
    }

    private String systemds(List<String> units) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-euc",
                "for unit; do echo \"Asked=$unit\"; systemctl show --property=" + PROPERTIES
                        + " -- \"$unit\"; echo; done",
                "sh"));
        command.addAll(units);
        return container.run(command.toArray(String[]::new)).succeeded();
    }

    /** Properties by the unit that was asked for; of one that is repeated, all values. */
    private static Map<String, Map<String, String>> blocks(String shown) {
        Map<String, Map<String, String>> blocks = new LinkedHashMap<>();
        Map<String, String> block = new LinkedHashMap<>();
        for (String line : shown.lines().toList()) {
            int equals = line.indexOf('=');
            if (line.startsWith("Asked=")) {
                block = new LinkedHashMap<>();
                blocks.put(line.substring(equals + 1), block);
            } else if (equals > 0) {
                block.merge(line.substring(0, equals), line.substring(equals + 1), (one, other) -> one + " | " + other);
            }
        }
        return blocks;
    }

    /**
     * What can be compared: of a unit that is not loaded nothing; the same directory under both of its names; no drop-ins
     * that are masks, which systemd lists and then finds empty; paths alone of the listeners; of a unit with several
     * names nothing that comes from the name, for systemd takes the one under which somebody asked first.
     */
    private Map<String, String> comparable(Map<String, String> shown, boolean oneName) throws IOException {
        Map<String, String> comparable = new LinkedHashMap<>();
        if (!shown.containsKey("FragmentPath")
                || !Set.of("loaded", "bad-setting").contains(shown.getOrDefault("LoadState", "loaded"))) {
            return comparable;
        }
        comparable.put("FragmentPath", merged(value(shown, "FragmentPath")));
        comparable.put("DropInPaths", String.join(" ", dropIns(value(shown, "DropInPaths"))));
        for (String key : List.of("Description", "SocketUser", "SocketGroup")) {
            comparable.put(key, value(shown, key));
        }
        comparable.put("SocketMode", String.valueOf(Integer.parseInt(value(shown, "SocketMode"), 8)));
        comparable.put(
                "Names", new TreeSet<>(List.of(unquoted(value(shown, "Names")).split(" ", -1))).toString());
        comparable.put(
                "Wanted",
                shown.containsKey("Wanted")
                        ? value(shown, "Wanted")
                        : String.valueOf(!(value(shown, "WantedBy") + value(shown, "RequiredBy")).isEmpty()));
        if (oneName) {
            comparable.put("FileDescriptorName", value(shown, "FileDescriptorName"));
            comparable.put("Listen", String.join(" | ", listeners(value(shown, "Listen"))));
        }
        return comparable;
    }

    private static String value(Map<String, String> shown, String key) {
        return shown.getOrDefault(key, "");
    }

    private List<String> dropIns(String shown) throws IOException {
        List<String> dropIns = new ArrayList<>();
        for (String dropIn : List.of(shown.split(" ", -1))) {
            if (!dropIn.isEmpty() && !isMask(dropIn)) {
                dropIns.add(merged(dropIn));
            }
        }
        return dropIns;
    }

    private static List<String> listeners(String shown) {
        List<String> listeners = new ArrayList<>();
        for (String address : List.of(shown.split(" \\| ", -1))) {
            if (address.startsWith("/") || address.startsWith("@")) {
                listeners.add(unescaped(address));
            }
        }
        return listeners;
    }

    private boolean isMask(String dropIn) throws IOException {
        return container
                        .run("sh", "-c", "test -e \"$0\" && ! test -d \"$0\" && ! test -s \"$0\"", dropIn)
                        .status()
                == 0;
    }

    /** Debian has /lib/systemd and /usr/lib/systemd as one directory; which name systemd prints is up to its build. */
    private static String merged(String path) {
        return path.startsWith("/lib/") ? "/usr" + path : path;
    }

    private static String blank(String value) {
        return value.replaceAll("\\s+", " ");
    }

    /** systemctl quotes a name that holds a backslash. */
    private static String unquoted(String names) {
        return names.indexOf('"') < 0 ? names : names.replace("\"", "").replace("\\\\", "\\");
    }

    private static String oneLib(String paths) {
        return paths.replace("/usr/lib/", "/lib/");
    }

    /** Undoes what systemctl does to print an octet that is not a letter. */
    private static String unescaped(String shown) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            if (c == '\\' && i + 1 < shown.length() && shown.charAt(i + 1) == '\\') {
                octets.write(c);
                i++;
            } else if (c == '\\' && i + 3 < shown.length() && Character.isDigit(shown.charAt(i + 1))) {
                octets.write(Integer.parseInt(shown.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                octets.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return octets.toString(StandardCharsets.UTF_8);
    }
}

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
import org.junit.jupiter.api.Test;

/**
 * Without a running systemd we read unit files by its rules. A tree of awkward ones is read by both, and every property
 * that both know is the same.
 */
@SystemTest
final class OfflineReaderTest {
    private static final String CLASSES = "/opt/classes";
    private static final String PROPERTIES =
            "Names,LoadState,FragmentPath,DropInPaths,Description,Listen,SocketMode,SocketUser,"
                    + "SocketGroup,FileDescriptorName";

    private final Container container;

    OfflineReaderTest(Container container) {
        this.container = container;
    }

    @Test
    void unitsAreReadAsSystemdReadsThem() throws IOException {
        List<String> units = plant();
        assertTrue(units.size() > 100, units::toString);
        Map<String, Map<String, String>> ours = blocks(ours(units));
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

package org.usher.tests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.usher.machine.Machine;
import org.usher.offline.UnitPath;
import org.usher.problem.Problems;
import org.usher.unit.Assignment;
import org.usher.unit.SpecifierException;
import org.usher.unit.Specifiers;
import org.usher.unit.UnitText;

/**
 * A program for the container: prints what our own reader makes of units, in the words of {@code systemctl show}. A unit
 * that it does not know has an {@code Id=} and nothing else.
 */
final class OfflineUnits {
    /** Stands for a value that systemd passes over, since it knows no such specifier. */
    private static final String UNKNOWN = "?";

    private OfflineUnits() {}

    public static void main(String[] units) throws IOException {
        StringBuilder shown = new StringBuilder();
        UnitPath path = UnitPath.system(Map.of());
        Set<String> wanted = new HashSet<>();
        path.activeSockets().forEach(socket -> wanted.add(socket.unit()));
        for (String unit : units) {
            shown.append("Asked=").append(unit).append('\n');
            List<Path> files = path.filesOf(unit);
            if (!files.isEmpty()) {
                show(unit, files, shown);
                Set<String> names = path.namesOf(unit);
                shown.append("Names=").append(String.join(" ", names)).append('\n');
                shown.append("Wanted=")
                        .append(wanted.contains(names.iterator().next()))
                        .append('\n');
                showOurs(UnitText.read(unit, files, new Problems()), shown);
            }
            shown.append('\n');
        }
        System.out.writeBytes(shown.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void show(String unit, List<Path> files, StringBuilder shown) {
        UnitText text = UnitText.read(unit, files, new Problems());
        if (!text.whole()) { // systemd would not load it
            return;
        }
        List<String> dropIns = new ArrayList<>();
        files.subList(1, files.size()).forEach(file -> dropIns.add(file.toString()));
        shown.append("FragmentPath=").append(files.get(0)).append('\n');
        shown.append("DropInPaths=").append(String.join(" ", dropIns)).append('\n');
        scalar(text, "Unit", "Description", unit, shown);
        scalar(text, "Socket", "SocketUser", "", shown);
        scalar(text, "Socket", "SocketGroup", "", shown);
        scalar(text, "Socket", "SocketMode", "0666", shown);
        scalar(text, "Socket", "FileDescriptorName", unit, shown);
        for (String kind : List.of("Stream", "Datagram")) {
            for (Assignment value : text.listeners("Listen" + kind)) {
                shown.append("Listen=").append(expanded(text, value.value())).append(" (" + kind + ")\n");
            }
        }
    }

    /** Our section: every assignment with its file, in order, and what the list of prefixes comes to. */
    private static void showOurs(UnitText text, StringBuilder shown) {
        for (Assignment line : text.all("X-HTTP")) {
            shown.append("Ours=").append(line.file()).append(": ").append(line.key() + "=" + line.value() + "\n");
        }
        for (Assignment line : text.list("X-HTTP", "Prefix")) {
            shown.append("Prefix=").append(line.value()).append('\n');
        }
    }

    private static void scalar(UnitText text, String section, String key, String otherwise, StringBuilder shown) {
        String counting = otherwise;
        for (Assignment value : text.list(section, key)) {
            String expanded = expanded(text, value.value());
            counting = expanded.equals(UNKNOWN) ? counting : expanded;
        }
        shown.append(key).append('=').append(counting).append('\n');
    }

    private static String expanded(UnitText unit, String text) {
        try {
            return new Specifiers(unit, new Machine()).inSystemdValue(text);
        } catch (SpecifierException bad) {
            return UNKNOWN;
        }
    }
}

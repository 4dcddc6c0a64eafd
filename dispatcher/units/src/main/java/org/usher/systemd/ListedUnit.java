package org.usher.systemd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.usher.text.Printable;
import org.usher.unit.UnitFiles;
import org.usher.unit.UnitName;

/** A unit of which systemd has told what it does and where the rest is to be asked. */
record ListedUnit(String unit, String state, String path) {
    private static final Pattern SPELLED = Pattern.compile("^[0-9]|[^A-Za-z0-9]");

    /** A unit of any type, of whose state nothing is said. */
    static ListedUnit named(String unit) {
        return new ListedUnit(unit, "", Systemd.UNITS + label(unit));
    }

    /** One call for each property, since GetAll of a unit is a hundred of them. */
    List<Call> questions() {
        List<Call> calls = new ArrayList<>(
                List.of(get("Unit", "FragmentPath"), get("Unit", "DropInPaths"), get("Unit", "NeedDaemonReload")));
        if (state.equals(Systemd.FAILED)) {
            calls.add(get("Socket", "Result"));
        }
        return calls;
    }

    private Call get(String contract, String property) {
        return Call.of(Systemd.NAME, path, Systemd.PROPERTIES, "Get", Systemd.NAME + "." + contract, property);
    }

    /** Puts the answers together; an error for an answer is this unit's alone. */
    UnitFiles files(List<Message> answers) {
        try {
            List<Path> files = new ArrayList<>();
            String fragment = answers.get(0).property("s", unit).string();
            if (!fragment.isEmpty()) {
                files.add(Path.of(fragment));
            }
            for (String dropIn : answers.get(1).property("as", unit).strings()) {
                files.add(Path.of(dropIn));
            }
            boolean needsReload = answers.get(2).property("b", unit).uint32() != 0;
            String result =
                    answers.size() > 3 ? answers.get(3).property("s", unit).string() : "";
            return new UnitFiles(unit, files, state, result, needsReload);
        } catch (IOException | InvalidPathException error) {
            return UnitFiles.unanswered(unit, String.valueOf(error.getMessage()));
        }
    }

    /** The last part of the object path of a unit: every octet but a letter or a later digit becomes {@code _xx}. */
    static String label(String unit) {
        return unit.isEmpty() ? "_" : Printable.escaped(unit, SPELLED, "_%02x");
    }

    /** The unit that {@link #label} would make this of. */
    static String unitOf(String label) {
        return new String(UnitName.octets(label, "_"), StandardCharsets.UTF_8);
    }
}

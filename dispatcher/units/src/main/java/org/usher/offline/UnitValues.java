package org.usher.offline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.machine.LocalMachine;
import org.usher.problem.Problems;
import org.usher.unit.Assignment;
import org.usher.unit.SpecifierException;
import org.usher.unit.Specifiers;
import org.usher.unit.UnitName;
import org.usher.unit.UnitSource;
import org.usher.unit.UnitText;

/**
 * The values of one unit of any type, its drop-ins merged: for whoever must do what systemd does with them, and not only
 * know what they claim.
 */
public final class UnitValues {
    /**
     * A value as it is written, and where.
     *
     * @param text the value, its specifiers not expanded
     * @param file the unit file or drop-in that holds it
     * @param line number of its line, from 1
     */
    public record Value(String text, Path file, int line) {
        @Override
        public String toString() {
            return file + ":" + line + ": " + text;
        }
    }

    private final UnitText text;
    private final Specifiers specifiers;

    private UnitValues(UnitText text, Specifiers specifiers) {
        this.text = text;
        this.specifiers = specifiers;
    }

    /**
     * Reads a unit.
     *
     * @return null if {@code source} knows no such unit
     * @throws IOException if one of its files cannot be read
     */
    public static @Nullable UnitValues read(UnitSource source, String unit) throws IOException {
        List<Path> files = source.filesOf(unit);
        if (files.isEmpty()) {
            return null;
        }
        Problems problems = new Problems();
        UnitText text = UnitText.read(unit, files, problems);
        text.reportEnds(problems);
        if (!text.whole()) {
            throw new IOException(problems.found().get(0).text());
        }
        return new UnitValues(text, new Specifiers(UnitName.of(unit), new LocalMachine(), files.get(0)));
    }

    /** What a list amounts to: the values after the last empty one, for listeners the last of any kind. */
    public List<Value> list(String section, String key) {
        boolean listeners = section.equals("Socket") && key.startsWith("Listen");
        List<Value> values = new ArrayList<>();
        for (Assignment assignment : listeners ? text.listeners() : text.list(section, key)) {
            if (assignment.key().equals(key)) {
                values.add(new Value(assignment.value(), assignment.file(), assignment.line()));
            }
        }
        return values;
    }

    /** The value of a scalar that counts, null where its default does. */
    public @Nullable Value scalar(String section, String key) {
        List<Value> values = list(section, key);
        return values.isEmpty() ? null : values.get(values.size() - 1);
    }

    /** Expands the specifiers in a value or a word of one, as systemd does. */
    public String expand(String value) throws SpecifierException {
        return specifiers.inSystemdValue(value);
    }
}

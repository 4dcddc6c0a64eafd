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
import org.usher.unit.UnitSource;
import org.usher.unit.UnitText;

/**
 * The values of one unit of any type, its drop-ins merged: for whoever must do what systemd does with them, and not only
 * know what they claim.
 */
public final class UnitValues {
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
        return new UnitValues(text, new Specifiers(unit, new LocalMachine(), files.get(0)));
    }

    /** What a list amounts to: the values after the last empty one, for listeners the last of any kind. */
    public List<Assignment> list(String section, String key) {
        boolean listener = section.equals("Socket") && key.startsWith("Listen");
        List<Assignment> values = new ArrayList<>(listener ? text.listeners() : text.list(section, key));
        values.removeIf(value -> !value.key().equals(key));
        return values;
    }

    /** The value of a scalar that counts, null where its default does. */
    public @Nullable Assignment scalar(String section, String key) {
        return text.scalar(section, key);
    }

    /** Expands the specifiers in a value or a word of one, as systemd does. */
    public String expand(String value) throws SpecifierException {
        return specifiers.inSystemdValue(value);
    }
}

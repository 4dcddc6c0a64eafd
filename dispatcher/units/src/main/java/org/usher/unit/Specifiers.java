package org.usher.unit;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.machine.Machine;

/**
 * The {@code %} specifiers of one unit (systemd.unit(5), table "Specifiers"). systemd leaves them alone in
 * {@code [X-…]} sections, so we expand them, with one rule of our own: what a specifier inserts into a prefix may hold
 * unreserved URL characters only, since an instance name could otherwise inject a second claim.
 */
public final class Specifiers {
    private static final String UNRESERVED = "[A-Za-z0-9._~-]*";
    /** Those that undo the escaping of a path, where a slash is the very purpose. */
    private static final String MAY_INSERT_SLASH = "IPJ";

    private final UnitName unit;
    private final Machine machine;

    public Specifiers(UnitText text, Machine machine) {
        this.unit = UnitName.of(text.unit());
        this.machine = machine;
    }

    /** Expands one word of a {@code Prefix=} value, with the restricted insertions. */
    public String inPrefix(String word) throws SpecifierException {
        return expand(word, true);
    }

    /** Expands a value that systemd itself expands, such as {@code ListenDatagram=}, as systemd does. */
    public String inSystemdValue(String value) throws SpecifierException {
        return expand(value, false);
    }

    /** Does the same; null if it cannot: systemd says so, and leaves the line out. */
    public @Nullable String inSystemdValueOrNull(String value) {
        try {
            return inSystemdValue(value);
        } catch (SpecifierException ignored) {
            return null;
        }
    }

    private String expand(String text, boolean restricted) throws SpecifierException {
        StringBuilder expanded = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char letter = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
            boolean specifier = c == '%' && String.valueOf(letter).matches("[A-Za-z0-9%]");
            if (specifier) {
                expanded.append(letter == '%' ? "%" : inserted(letter, restricted));
                i++;
            } else if (c == '%' && restricted) {
                throw new SpecifierException("\"" + text + "\" has a % with no letter after it");
            } else {
                expanded.append(c); // systemd leaves such a % as it is
            }
        }
        return expanded.toString();
    }

    private String inserted(char letter, boolean restricted) throws SpecifierException {
        String value = value(letter);
        if (value == null) {
            throw new SpecifierException("the specifier %" + letter + " is not one that usher knows");
        }
        String plain = MAY_INSERT_SLASH.indexOf(letter) < 0 ? value : value.replace("/", "");
        if (restricted && !plain.matches(UNRESERVED)) {
            throw new SpecifierException("%" + letter + " would insert \"" + value
                    + "\", but only A-Z a-z 0-9 - . _ ~ may be inserted into a prefix");
        }
        return value;
    }

    private @Nullable String value(char letter) {
        String instance = Objects.requireNonNullElse(unit.instance(), "");
        return switch (letter) {
            case 'i' -> instance;
            case 'I' -> UnitName.unescape(instance);
            case 'n' -> unit.toString();
            case 'N' -> unit.stem();
            case 'p' -> unit.prefix();
            case 'P' -> UnitName.unescape(unit.prefix());
            case 'j' -> unit.lastComponent();
            case 'J' -> UnitName.unescape(unit.lastComponent());
            case 'f' -> "/" + UnitName.unescape(unit.isInstance() ? instance : unit.prefix());
            case 'H' -> machine.hostname();
            case 'l' -> machine.hostname().split("\\.", 2)[0];
            // The directories of the system manager.
            case 't' -> "/run";
            case 'S' -> "/var/lib";
            case 'C' -> "/var/cache";
            case 'L' -> "/var/log";
            case 'E' -> "/etc";
            case 'T' -> "/tmp";
            case 'V' -> "/var/tmp";
            default -> null;
        };
    }
}

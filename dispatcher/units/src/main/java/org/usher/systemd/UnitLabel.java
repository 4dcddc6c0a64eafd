package org.usher.systemd;

import java.nio.charset.StandardCharsets;
import org.usher.unit.UnitName;

/** The last part of the object path under which systemd shows a unit. */
final class UnitLabel {
    private UnitLabel() {}

    /** A unit name as part of an object path: every octet but a letter or a later digit becomes {@code _xx}. */
    static String of(String unit) {
        StringBuilder label = new StringBuilder();
        for (int i = 0; i < unit.length(); i++) {
            char c = unit.charAt(i);
            if (UnitName.isAlphanumeric(c) && (i > 0 || !Character.isDigit(c))) {
                label.append(c);
            } else {
                label.append('_').append(Character.forDigit(c >> 4 & 15, 16)).append(Character.forDigit(c & 15, 16));
            }
        }
        return label.isEmpty() ? "_" : label.toString();
    }

    /** The unit that {@link #of} would make this of. */
    static String unit(String label) {
        return new String(UnitName.octets(label, "_"), StandardCharsets.UTF_8);
    }
}

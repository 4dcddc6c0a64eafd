package org.usher.unit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a unit, taken apart: {@code site@docs.socket} has the prefix {@code site}, the instance {@code docs} and
 * the type {@code socket}; the prefix ends at the first {@code @}, the type begins after the last dot (systemd.unit(5)).
 *
 * @param prefix what stands before the {@code @}, or before the dot
 * @param instance what stands after it: null without {@code @}, empty in the name of a template
 * @param type the suffix without its dot; empty where there is none
 */
public record UnitName(String prefix, @Nullable String instance, String type) {

    /** What systemd would take for the name of a unit, of up to UNIT_NAME_MAX characters without the final NUL. */
    private static final String VALID = "(?!@|.{256})[A-Za-z0-9:_.\\\\@-]+"
            + "\\.(service|mount|swap|socket|target|device|automount|timer|path|slice|scope)";

    public static UnitName of(String name) {
        int dot = name.lastIndexOf('.');
        String stem = dot < 0 ? name : name.substring(0, dot);
        String type = dot < 0 ? "" : name.substring(dot + 1);
        int at = stem.indexOf('@');
        return at < 0
                ? new UnitName(stem, null, type)
                : new UnitName(stem.substring(0, at), stem.substring(at + 1), type);
    }

    /** The whole name without its type: {@code site@docs}. */
    public String stem() {
        return instance == null ? prefix : prefix + "@" + instance;
    }

    public boolean isTemplate() {
        return instance != null && instance.isEmpty();
    }

    public boolean isInstance() {
        return instance != null && !instance.isEmpty();
    }

    /** The template of an instance: {@code site@.socket}. */
    public UnitName template() {
        return new UnitName(prefix, "", type);
    }

    /** That instance of this template: {@code site@docs.socket}. */
    public UnitName withInstance(@Nullable String name) {
        return new UnitName(prefix, name, type);
    }

    /** Whether systemd would take a file of that name for a unit ({@code unit_name_is_valid}). */
    public static boolean isValid(String name) {
        return name.matches(VALID);
    }

    /** Whether a socket unit may name this service in {@code Service=}; systemd passes over other names. */
    public static boolean isService(String name) {
        return isValid(name) && name.endsWith(".service") && !of(name).isTemplate();
    }

    /** The prefix after its last dash: {@code %j}. */
    public String lastComponent() {
        return prefix.substring(prefix.lastIndexOf('-') + 1);
    }

    /**
     * The names whose {@code .d} directories hold drop-ins of this unit, in systemd's order, without the type-level one:
     * itself; what its template has; its prefixes that end in a dash, with the instance. Those of a template have none.
     */
    public Set<UnitName> dropInNames() {
        Set<UnitName> names = new LinkedHashSet<>();
        names.add(this);
        if (isInstance()) {
            names.addAll(template().dropInNames());
        }
        String shorter = upToPreviousDash(prefix);
        if (!shorter.isEmpty()) {
            names.addAll(new UnitName(shorter, isInstance() ? instance : null, type).dropInNames());
        }
        return names;
    }

    /** {@code a-b-c} to {@code a-b-}, {@code a-b-} to {@code a-}, {@code a-} to nothing. */
    private static String upToPreviousDash(String prefix) {
        return prefix.substring(0, prefix.lastIndexOf('-', prefix.length() - 2) + 1);
    }

    /** Undoes systemd-escape(1): a dash stands for a slash, {@code \x2d} for the octet 0x2d. */
    public static String unescape(String escaped) {
        return new String(octets(escaped.replace('-', '/'), "\\x"), UTF_8);
    }

    /** The octets of a text, with the one meant in place of each {@code mark} and the two hexadecimal digits that spell it. */
    public static byte[] octets(String text, String mark) {
        return Pattern.compile(Pattern.quote(mark) + "(\\p{XDigit}{2})")
                .matcher(new String(text.getBytes(UTF_8), ISO_8859_1))
                .replaceAll(spelled -> Matcher.quoteReplacement(octet(spelled.group(1))))
                .getBytes(ISO_8859_1);
    }

    private static String octet(String hexadecimal) {
        return String.valueOf((char) Integer.parseInt(hexadecimal, 16));
    }

    @Override
    public String toString() {
        return type.isEmpty() ? stem() : stem() + "." + type;
    }
}

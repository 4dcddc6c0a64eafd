package org.usher.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of a value that systemd splits by its own quoting rules: {@code ExecStart=}, {@code Environment=}
 * (systemd.syntax(7), "Quoting"; systemd.service(5), "Command Lines").
 *
 * @param words those that are complete: a quote that is left open takes the last one away
 * @param complete whether these are all
 * @param unknown escapes that systemd does not know and, with a warning, keeps as they are
 */
record ExecLine(List<String> words, boolean complete, List<String> unknown) {
    private static final Pattern TOKEN =
            Pattern.compile("\\\\(?:(?<digits>x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|"
                    + "[0-3][0-7]{2})|(?<letter>.?))|(?<quote>[\"'])|(?<blank>[ \t]+)|.");
    private static final String LETTERS = "abfnrtvs\\\"'";
    private static final String MEANINGS = "\u0007\b\f\n\r\t\u000b \\\"'";

    private static final Pattern VARIABLE = Pattern.compile("\\$\\$|\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");
    private static final Pattern WHOLE_WORD_VARIABLE = Pattern.compile("\\$([A-Za-z_][A-Za-z0-9_]*)");

    /**
     * Splits at blanks outside of quotes, which are removed.
     *
     * @param lenient whether an unknown escape stays as it is, as in ExecStart=, or ends the words
     */
    static ExecLine parse(String line, boolean lenient) {
        List<String> words = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        StringBuilder word = new StringBuilder(); // of octets, since escapes spell octets
        boolean begun = false;
        String quote = "";
        Matcher token = TOKEN.matcher(octets(line));
        while ((lenient || unknown.isEmpty()) && token.find()) {
            String text = token.group();
            boolean quotes = token.group("quote") != null && (quote.isEmpty() || quote.equals(text));
            if (quotes) {
                quote = quote.isEmpty() ? text : "";
            } else if (token.group("blank") == null || !quote.isEmpty()) {
                word.append(text.startsWith("\\") ? unescaped(token, unknown) : text);
            } else if (begun) {
                words.add(text(word));
                word.setLength(0);
            }
            begun = quotes || token.group("blank") == null || !quote.isEmpty();
        }
        boolean complete = quote.isEmpty() && (lenient || unknown.isEmpty());
        if (begun && complete) {
            words.add(text(word));
        }
        return new ExecLine(words, complete, unknown);
    }

    private static String text(StringBuilder octets) {
        return new String(octets.toString().getBytes(ISO_8859_1), UTF_8);
    }

    private static String octets(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    /** An octet, in hexadecimal or octal, a character of Unicode, or a letter that stands for another one. */
    private static String unescaped(Matcher escape, List<String> unknown) {
        String digits = escape.group("digits");
        String letter = escape.group("letter");
        if (digits != null) {
            boolean octal = Character.isDigit(digits.charAt(0));
            long code = Long.parseLong(digits.substring(octal ? 0 : 1), octal ? 8 : 16);
            if (code > 0 && code <= Character.MAX_CODE_POINT) {
                String character = Character.toString((int) code);
                return digits.startsWith("u") || digits.startsWith("U") ? octets(character) : character;
            }
        } else if (!letter.isEmpty() && LETTERS.contains(letter)) {
            return MEANINGS.substring(LETTERS.indexOf(letter), LETTERS.indexOf(letter) + 1);
        }
        unknown.add(escape.group());
        return escape.group();
    }

    /**
     * Puts the values of variables in: {@code ${NAME}} anywhere, {@code $NAME} as a word of its own, which is split at
     * blanks again. One that is not set is empty, or no word at all.
     */
    static List<String> substitute(List<String> words, Map<String, String> variables) {
        List<String> substituted = new ArrayList<>();
        for (String word : words) {
            Matcher whole = WHOLE_WORD_VARIABLE.matcher(word);
            if (whole.matches()) {
                String value = variables.getOrDefault(whole.group(1), "").strip();
                if (!value.isEmpty()) {
                    substituted.addAll(List.of(value.split("[ \t]+", -1)));
                }
            } else {
                substituted.add(VARIABLE.matcher(word)
                        .replaceAll(found -> Matcher.quoteReplacement(
                                found.group(1) == null ? "$" : variables.getOrDefault(found.group(1), ""))));
            }
        }
        return substituted;
    }
}

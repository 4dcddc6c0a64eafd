package org.usher.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of a value that systemd splits by its own quoting rules: {@code ExecStart=}, {@code Environment=}
 * (systemd.syntax(7), "Quoting"; systemd.service(5), "Command Lines").
 */
final class ExecLine {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\$|\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");
    private static final Pattern WHOLE_WORD_VARIABLE = Pattern.compile("\\$([A-Za-z_][A-Za-z0-9_]*)");

    private ExecLine() {}

    /**
     * Splits at blanks outside of quotes, which are removed; of the C escapes it knows the common ones.
     *
     * @throws IllegalArgumentException with a sentence if a quote is left open or an escape is unknown
     */
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean begun = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\') {
                i = unescape(line, i, word);
                begun = true;
            } else if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                begun = true;
            } else if (c != ' ' && c != '\t') {
                word.append(c);
                begun = true;
            } else if (begun) {
                words.add(word.toString());
                word.setLength(0);
                begun = false;
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("a " + quote + " is not closed");
        }
        if (begun) {
            words.add(word.toString());
        }
        return words;
    }

    /** Appends what the escape at {@code backslash} stands for and returns the index of its last character. */
    private static int unescape(String line, int backslash, StringBuilder word) {
        if (backslash + 1 == line.length()) {
            throw new IllegalArgumentException("it ends in a single \\");
        }
        char letter = line.charAt(backslash + 1);
        if (letter == 'x' && backslash + 3 < line.length()) {
            int high = Character.digit(line.charAt(backslash + 2), 16);
            int low = Character.digit(line.charAt(backslash + 3), 16);
            if (high >= 0 && low >= 0) {
                word.append((char) (high * 16 + low));
                return backslash + 3;
            }
        }
        int known = "nrts\\\"'".indexOf(letter);
        if (known < 0) {
            throw new IllegalArgumentException("the escape \\" + letter + " is not one that usherctl run knows");
        }
        word.append("\n\r\t \\\"'".charAt(known));
        return backslash + 1;
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

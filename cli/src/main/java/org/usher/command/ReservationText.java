package org.usher.command;

import java.util.ArrayList;
import java.util.List;
import org.usher.prefix.PrefixException;
import org.usher.prefix.PrefixReader;
import org.usher.route.UrlPrefix;
import org.usher.unit.Words;

/** The text of a file of reservations, line by line, so that comments and order outlive a change. */
final class ReservationText {
    private final List<String> lines;

    private ReservationText(List<String> lines) {
        this.lines = lines;
    }

    static ReservationText of(String text) {
        return new ReservationText(text.lines().toList());
    }

    /**
     * The text without this prefix, and without the sections that have none left. Whether that is what it should say is
     * for the reader to decide: continued lines are not understood here.
     */
    String without(UrlPrefix unwanted) {
        StringBuilder text = new StringBuilder();
        for (List<String> section : sections()) {
            List<String> kept = new ArrayList<>();
            boolean touched = false;
            boolean reserves = false;
            for (String line : section) {
                String without = isPrefixes(line) ? without(line, unwanted) : line;
                touched |= !without.equals(line);
                reserves |= isPrefixes(without);
                if (!without.isEmpty() || line.isEmpty()) {
                    kept.add(without);
                }
            }
            if (!touched || reserves) {
                kept.forEach(line -> text.append(line).append('\n'));
            }
        }
        return text.toString();
    }

    /** What stands before the first header, then each header with what follows it. */
    private List<List<String>> sections() {
        List<List<String>> sections = new ArrayList<>();
        List<String> section = new ArrayList<>();
        for (String line : lines) {
            if (line.strip().startsWith("[")) {
                sections.add(section);
                section = new ArrayList<>();
            }
            section.add(line);
        }
        sections.add(section);
        return sections;
    }

    private static boolean isPrefixes(String line) {
        return line.strip().startsWith("Prefix") && line.indexOf('=') > 0;
    }

    /** The line without the words that mean this prefix; empty if no other is left. */
    private static String without(String line, UrlPrefix unwanted) {
        List<String> words = Words.of(line.substring(line.indexOf('=') + 1));
        List<String> others = new ArrayList<>(words);
        others.removeIf(word -> means(word, unwanted));
        if (others.size() == words.size()) {
            return line;
        }
        return others.isEmpty() ? "" : "Prefix=" + String.join(" ", others);
    }

    private static boolean means(String word, UrlPrefix prefix) {
        try {
            return PrefixReader.parse(word).equals(prefix);
        } catch (PrefixException ignored) { // then it is not this one
            return false;
        }
    }
}

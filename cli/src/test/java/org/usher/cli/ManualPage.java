package org.usher.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The source of a manual page, or a part of it (groff_man(7)), as far as tests ask: headings, the tags of its paragraphs,
 * and its words.
 *
 * @param lines those of the source, without comments
 */
record ManualPage(List<String> lines) {
    private static final Path DIRECTORY = Path.of("../packaging/man");
    private static final Pattern MACRO = Pattern.compile("^\\.[A-Z]+ ?", Pattern.MULTILINE);
    private static final Pattern FONT = Pattern.compile("\\\\f[A-Z]|\\\\&|\"");

    /** Reads a page of packaging/man. */
    static ManualPage read(String name) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(DIRECTORY.resolve(name)));
        lines.removeIf(line -> line.startsWith(".\\\""));
        return new ManualPage(lines);
    }

    /** What stands below a heading, up to the next one of its level or a higher one. */
    ManualPage section(String heading) {
        int from = lines.indexOf(".SH " + heading);
        boolean top = from >= 0;
        from = top ? from : lines.indexOf(".SS " + heading);
        if (from < 0) {
            throw new AssertionError("no section " + heading);
        }
        int end = from + 1;
        while (end < lines.size()
                && !lines.get(end).startsWith(".SH ")
                && (top || !lines.get(end).startsWith(".SS "))) {
            end++;
        }
        return new ManualPage(lines.subList(from + 1, end));
    }

    /** The first paragraph: of a command, how it is called. */
    ManualPage firstParagraph() {
        int end = lines.indexOf(".PP");
        return new ManualPage(lines.subList(0, end < 0 ? lines.size() : end));
    }

    /** The tag of each tagged paragraph. */
    List<String> tags() {
        List<String> tags = new ArrayList<>();
        for (int i = 0; i + 1 < lines.size(); i++) {
            if (lines.get(i).matches("\\.T[PQ].*")) {
                tags.add(plain(lines.get(i + 1)));
            }
        }
        return tags;
    }

    /** The words of the paragraphs whose tag begins with {@code tag}. */
    String tagged(String tag) {
        for (int i = 0; i + 1 < lines.size(); i++) {
            if (lines.get(i).startsWith(".TP") && plain(lines.get(i + 1)).startsWith(tag)) {
                int end = i + 2;
                while (end < lines.size() && !lines.get(end).startsWith(".TP")) {
                    end++;
                }
                return new ManualPage(lines.subList(i + 2, end)).text();
            }
        }
        throw new AssertionError("no paragraph " + tag);
    }

    /** All words, blanks between them. */
    String text() {
        return plain(String.join("\n", lines)).replace('\n', ' ');
    }

    /** Every match of {@code pattern} in the text. */
    Set<String> all(String pattern) {
        return all(pattern, text());
    }

    /** Every match of {@code pattern}, or of its first group, in {@code text}. */
    static Set<String> all(String pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(matcher.groupCount()));
        }
        return found;
    }

    private static String plain(String source) {
        String text = MACRO.matcher(source).replaceAll("");
        return FONT.matcher(text).replaceAll("").replace("\\-", "-").replace("\\e", "\\");
    }
}

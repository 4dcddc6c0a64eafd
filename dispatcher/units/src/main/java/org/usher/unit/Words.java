package org.usher.unit;

import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.usher.problem.Fix;
import org.usher.problem.Problems;

/** The words of a value: what stands between white space. */
public final class Words {
    private static final Pattern QUOTED = Pattern.compile("\".*\"|'.*'");
    private static final Pattern REMARK = Pattern.compile("(^|\\s)[#;]");

    private Words() {}

    /** The words of a list: without a remark behind them, which is a problem, and none of a value in quotes, likewise. */
    public static List<String> of(Assignment line, Problems problems) {
        String value = line.value();
        Matcher remark = REMARK.matcher(value);
        String words = remark.find() ? value.substring(0, remark.start()).strip() : value;
        if (QUOTED.matcher(words).matches()) {
            String plain = words.substring(1, words.length() - 1);
            String what = line.key() + "= takes no quotes, so " + value + " has no effect: write " + plain;
            problems.error("bad-value", line, what, Fix.assignment(line.key(), plain));
            return List.of();
        }
        if (!words.equals(value)) {
            String what = line.key() + "=" + value + " has a comment after its value: move that to its own line";
            problems.warning("bad-value", line, what, words.isEmpty() ? null : Fix.assignment(line.key(), words));
        }
        return of(words);
    }

    public static List<String> of(String value) {
        List<String> words = new ArrayList<>();
        StringTokenizer tokens = new StringTokenizer(value); // no regular expression on the start path
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        return words;
    }
}

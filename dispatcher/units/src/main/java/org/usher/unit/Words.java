package org.usher.unit;

import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** The words of a value: what stands between white space. */
public final class Words {
    private Words() {}

    public static List<String> of(String value) {
        List<String> words = new ArrayList<>();
        StringTokenizer tokens = new StringTokenizer(value); // no regular expression on the start path
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        return words;
    }
}

package org.usher.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/**
 * What is run for a service.
 *
 * @param words the program and its arguments
 * @param variables its whole environment, without what socket activation adds
 * @param directory where it starts
 * @param limit how often it may start
 */
record Program(List<String> words, Map<String, String> variables, Path directory, StartLimit limit) {
    /** Where the programs lie that come with usher. */
    static final String OURS = "/usr/lib/usher/";

    /**
     * The same, with a program of /usr/lib/usher taken from {@code directory}, where ours lie.
     *
     * @throws IOException with a sentence if it is not there
     */
    Program from(Path directory) throws IOException {
        List<String> ours = new ArrayList<>(words);
        ours.set(0, words.get(0).replaceFirst("^" + OURS, Matcher.quoteReplacement(directory + "/")));
        if (!ours.equals(words) && !Files.isExecutable(Path.of(ours.get(0)))) {
            throw new IOException("there is no " + ours.get(0) + ", which an installed usher has: run its usherctl,"
                    + " or that of packaging/install --destdir DIR");
        }
        return new Program(ours, variables, this.directory, limit);
    }
}

package org.usher.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What is run for a service.
 *
 * @param words the program and its arguments
 * @param variables its whole environment, without what socket activation adds
 * @param directory where it starts
 * @param limit how often it may start
 */
record Program(List<String> words, Map<String, String> variables, Path directory, StartLimit limit) {}

/**
 * {@code usherctl}: the table of its commands. Nouns only read, verbs change something. It builds the environment of a
 * command, runs it, and exits with its code; what a command does is its own class in {@code org.usher.command}.
 */
@NullMarked
package org.usher.cli;

import org.jspecify.annotations.NullMarked;

/**
 * The commands of {@code usherctl}, one class each. A command reads its arguments, asks one {@code Inspection} (a
 * running dispatcher, or unit files), and prints; it reaches the outside only through its {@code Environment}.
 */
@NullMarked
package org.usher.command;

import org.jspecify.annotations.NullMarked;

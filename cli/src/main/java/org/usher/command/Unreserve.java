package org.usher.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.usher.prefix.PrefixException;
import org.usher.prefix.PrefixReader;
import org.usher.reservation.ReservationPath;
import org.usher.reservation.Reservations;
import org.usher.route.Reservation;
import org.usher.route.UrlPrefix;
import org.usher.unit.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a reservation back. */
@Command(
        name = "unreserve",
        description = {
            "Remove the reservation of a prefix: any unit may claim it again. For root.",
            "Removes it from the file that holds it, and the file if it holds nothing else. With --dry-run nothing"
                    + " changes, and it exits with 1 if there would be a warning."
        })
public final class Unreserve implements Subcommand {
    private static final Pattern SECTION_START = Pattern.compile("^(?=[ \t]*\\[)", Pattern.MULTILINE);
    private static final Pattern PREFIX_LINE = Pattern.compile("^[ \t]*Prefix[ \t]*=(.*)\n?", Pattern.MULTILINE);

    @Option(names = "--dry-run", description = "Say what would change, and change nothing.")
    private boolean dryRun;

    @Parameters(paramLabel = "PREFIX", description = "The prefix, in the form in which it is reserved.")
    private String prefix = "";

    @Override
    public ExitCode run(Environment environment) throws IOException {
        return ReservationChange.alone(environment, dryRun, this::unreserve);
    }

    private ExitCode unreserve(Environment environment) throws IOException {
        UrlPrefix unwanted = ReservationChange.prefix(prefix);
        Reservations before = Reservations.read(ReservationPath.of(environment.variables()));
        Predicate<Reservation> goes = reservation -> reservation.prefix().equals(unwanted);
        List<Path> files = before.all().stream()
                .filter(goes)
                .map(Reservation::file)
                .distinct()
                .toList();
        List<Reservation> after = before.all().stream().filter(goes.negate()).toList();
        if (files.isEmpty()) {
            throw new IllegalArgumentException(
                    "nothing reserves " + unwanted + ": usherctl reservations lists what is reserved");
        }
        ReservationChange change = new ReservationChange(environment, unwanted, before, after);
        List<String> removed = new ArrayList<>();
        for (Path file : files) {
            boolean all = after.stream().noneMatch(other -> other.file().equals(file));
            String text = all ? "" : without(unwanted, new String(Files.readAllBytes(file), UTF_8));
            change.add(
                    file,
                    text,
                    file + " cannot be edited automatically: take " + unwanted
                            + " out of it, then: systemctl reload usher");
            removed.add((dryRun ? "Would remove " : "Removed ") + (all ? "" : unwanted + " from ") + file + ".");
        }
        return change.make(dryRun, String.join("\n", removed));
    }

    /**
     * The text without the words that mean the prefix, the lines that have no other, and the sections that reserve nothing
     * else. Continued lines are not understood: {@link ReservationChange#add} finds out.
     */
    private static String without(UrlPrefix unwanted, String text) {
        StringBuilder kept = new StringBuilder();
        for (String section : SECTION_START.split(text, -1)) {
            String rest = PREFIX_LINE.matcher(section).replaceAll(line -> without(unwanted, line));
            if (rest.equals(section) || PREFIX_LINE.matcher(rest).find()) {
                kept.append(rest);
            }
        }
        return kept.toString();
    }

    private static String without(UrlPrefix unwanted, MatchResult line) {
        List<String> words = new ArrayList<>(Words.of(line.group(1)));
        String kept = line.group();
        if (words.removeIf(word -> means(unwanted, word))) {
            kept = words.isEmpty() ? "" : "Prefix=" + String.join(" ", words) + "\n";
        }
        return Matcher.quoteReplacement(kept);
    }

    private static boolean means(UrlPrefix prefix, String word) {
        try {
            return PrefixReader.parse(word).equals(prefix);
        } catch (PrefixException ignored) { // then it is not this one
            return false;
        }
    }
}

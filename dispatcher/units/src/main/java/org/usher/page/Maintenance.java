package org.usher.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.usher.offline.UnitPath;
import org.usher.problem.Fix;
import org.usher.problem.Problem;
import org.usher.problem.Problems;
import org.usher.problem.Problems.Place;
import org.usher.reservation.ReservationFile;
import org.usher.unit.UnitName;

/**
 * The socket units that the administrator has put into maintenance: for each there is a file {@code UNIT.html}. What such
 * a unit claims stays claimed, even if it is stopped, and clients get what the file holds, unless it is empty.
 *
 * @param pages what the files hold, by unit
 * @param problems that they are there, and what is wrong with them
 */
public record Maintenance(Map<String, String> pages, List<Problem> problems) {
    /** No unit is in maintenance. */
    public static final Maintenance NONE = new Maintenance(Map.of(), List.of());

    /** What follows the name of the unit in that of its file. */
    public static final String SUFFIX = ".html";

    public Maintenance {
        pages = Map.copyOf(pages);
        problems = List.copyOf(problems);
    }

    /**
     * Reads what there is now in {@code directories}, the most important one first. While one of them cannot be listed, the
     * units in {@code earlier} stay in maintenance: a directory with wrong permissions must not open what it closes.
     */
    public static Maintenance read(List<Path> directories, Maintenance earlier) {
        Map<String, String> pages = new TreeMap<>();
        List<Problem> problems = new ArrayList<>();
        for (Path directory : directories) {
            try {
                for (Path file : UnitPath.entries(directory)) {
                    String unit = unitOf(file);
                    if (UnitName.isValid(unit) && !pages.containsKey(unit)) {
                        pages.put(unit, page(unit, file, problems));
                    }
                }
            } catch (IOException unlisted) {
                Problems broken = new Problems();
                String what = directory + " cannot be listed: what was in maintenance stays so";
                broken.error("unreadable-file", Place.of(directory, 0), what, Fix.command("chmod", "a+rx", directory));
                problems.addAll(broken.found());
                earlier.pages.forEach(pages::putIfAbsent);
            }
        }
        return new Maintenance(pages, problems);
    }

    /** Returns the unit that a file is named after; no valid name if it is named after none. */
    private static String unitOf(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".socket" + SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : "";
    }

    /** Returns what {@code file} holds; nothing if it cannot be used, for it counts all the same. */
    private static String page(String unit, Path file, List<Problem> found) throws IOException {
        Problems problems = new Problems(unit);
        Place place = Place.of(file, 0);
        String what = unit + " is in maintenance: requests for it get 503 Maintenance";
        problems.note("maintenance", place, what, Fix.command("usherctl", "maintenance", unit, "off"));
        if (Files.exists(file)) { // or it is a link to nothing, which is as good as an empty file
            ReservationFile.reportUntrusted(file, problems);
        }
        Optional<byte[]> page = ErrorPages.page(file, fault -> problems.warning("unreadable-file", place, fault, null));
        found.addAll(problems.found());
        return page.map(html -> new String(html, UTF_8)).orElse("");
    }
}

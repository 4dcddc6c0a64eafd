package org.usher.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.usher.offline.UnitPath;
import org.usher.page.ErrorPages;
import org.usher.page.Maintenance;
import org.usher.report.RouteReport;
import org.usher.reservation.ReservationPath;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts a unit into maintenance, or takes it out. */
@Command(
        name = "maintenance",
        description = {
            "Put an app into maintenance: requests for it get 503 Maintenance, whether its units run or not; those"
                    + " that it has received run to completion. For root.",
            "Writes UNIT.html in /etc/usher/maintenance.d, which is also the page for clients unless it is empty; off"
                    + " removes it."
        })
public final class Maintain implements Subcommand {
    /** What is to become of the unit. */
    enum Switch {
        ON,
        OFF
    }

    @Option(
            names = "--page",
            paramLabel = "FILE",
            description = "The page for clients, HTML in UTF-8 (default: the existing one, else plain text).")
    private @Nullable Path page;

    @Option(names = "--runtime", description = "Until the next boot only: writes below /run instead of /etc.")
    private boolean runtime;

    @Parameters(index = "0", paramLabel = "UNIT", description = "The name of a socket unit; .socket may be left out.")
    private String unit = "";

    @Parameters(index = "1", paramLabel = "on|off", description = "Put it into maintenance, or take it out.")
    private Switch wanted = Switch.ON;

    @Override
    public ExitCode run(Environment environment) throws IOException {
        UnitPath units = UnitPath.system(environment.variables());
        String typed = unit.replaceFirst("(\\.socket)?$", ".socket");
        String name = units.namesOf(typed).iterator().next(); // of an alias, the unit's own
        List<Path> directories = ReservationPath.of(environment.variables()).maintenance();
        if (wanted == Switch.ON) {
            Path directory = directories.get(runtime ? 1 : 0);
            putIn(name, directory.resolve(name + Maintenance.SUFFIX), units);
        } else {
            for (Path directory : directories) {
                AdministratorsFiles.replace(directory.resolve(name + Maintenance.SUFFIX), null);
            }
        }
        return Reload.bringIntoForce(environment, () -> state(name, environment));
    }

    private void putIn(String name, Path file, UnitPath units) throws IOException {
        if (units.filesOf(name).isEmpty()) {
            throw new IllegalArgumentException("there is no unit " + name + " (usherctl routes lists those in force)");
        }
        if (page != null || !Files.exists(file)) {
            String text = page == null ? "" : new String(Files.readAllBytes(page), UTF_8);
            if (text.getBytes(UTF_8).length > ErrorPages.PAGE_SIZE_MAX) {
                throw new IllegalArgumentException(
                        page + " is larger than " + ErrorPages.PAGE_SIZE_MAX + " octets: shorten it");
            }
            AdministratorsFiles.replace(file, text);
        }
    }

    private static String state(String name, Environment environment) {
        List<RouteReport> routes = environment.running().routes().stream()
                .filter(route -> route.unit().equals(name))
                .toList();
        if (routes.isEmpty()) {
            return name + " has no routes now (usherctl cat " + name + ").";
        }
        String prefixes = routes.stream().map(RouteReport::prefix).collect(Collectors.joining(" "));
        boolean refuses = routes.get(0).state().equals("maintenance");
        return "requests for " + prefixes + (refuses ? " get 503 Maintenance." : " go to " + name + ".");
    }
}

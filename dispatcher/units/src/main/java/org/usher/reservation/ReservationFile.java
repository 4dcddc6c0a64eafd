package org.usher.reservation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.usher.machine.FileStatus;
import org.usher.machine.LocalMachine;
import org.usher.problem.Fix;
import org.usher.problem.Problems;
import org.usher.problem.Problems.Place;
import org.usher.route.Reservation;
import org.usher.section.DidYouMean;
import org.usher.unit.UnitFile;

/**
 * What one file reserves.
 *
 * @param reservations in the order of its lines
 * @param whole whether it could be read to its end: some lines make systemd stop reading, and who knows what stands below
 */
public record ReservationFile(List<Reservation> reservations, boolean whole) {
    public ReservationFile {
        reservations = List.copyOf(reservations);
    }

    /**
     * Reads the file at {@code path}.
     *
     * @throws IOException if it cannot be read
     */
    static ReservationFile read(Path path, Problems problems) throws IOException {
        ReservationFile file = of(UnitFile.read(path), problems);
        reportUntrusted(path, problems);
        return file;
    }

    /** What a file at {@code path} would reserve that held these octets; every sequence of octets has an answer. */
    public static ReservationFile parse(Path path, byte[] content, Problems problems) {
        return of(UnitFile.parse(path, content), problems);
    }

    private static ReservationFile of(UnitFile file, Problems problems) {
        List<Reservation> reservations = new ArrayList<>();
        List<UnitFile.Header> headers = file.headers();
        for (int i = 0; i < headers.size(); i++) {
            UnitFile.Header header = headers.get(i);
            if (header.section().equals(ReservationSection.NAME)) {
                int end = i + 1 < headers.size() ? headers.get(i + 1).line() : Integer.MAX_VALUE;
                reservations.addAll(new ReservationSection(file, header, end, problems).reservations());
            } else if (!header.section().startsWith("X-")) {
                reportForeign(header, problems);
            }
        }
        file.faults().forEach(fault -> report(fault, problems));
        return new ReservationFile(reservations, file.end() == null);
    }

    private static void report(UnitFile.Fault fault, Problems problems) {
        String effect = "";
        if (fault.ends()) {
            effect = "; what stands from there on is not read: what the file reserved before stays reserved";
        } else if (fault.section().equals(ReservationSection.NAME)) {
            effect = "; what it belongs to is reserved for nobody until that is clear";
        }
        String what = "line " + fault.line() + " means nothing: " + fault.text() + effect + ": write Key=value below ["
                + ReservationSection.NAME + "], or # before a comment";
        problems.error("unreadable-line", fault, what, null);
    }

    private static void reportForeign(UnitFile.Header header, Problems problems) {
        String name = header.section().strip();
        boolean meant = name.equalsIgnoreCase(ReservationSection.NAME)
                || DidYouMean.word(name, List.of(ReservationSection.NAME)) != null;
        String what = "[" + header.section() + "] means nothing here, and nothing below it is reserved";
        String fix = "[" + (meant ? ReservationSection.NAME : "X-" + name) + "]";
        problems.warning("near-miss-section", header, what, fix);
    }

    private static void reportUntrusted(Path path, Problems problems) throws IOException {
        FileStatus status = new LocalMachine().status(path.toRealPath());
        if (status != null && (status.groupWrites() || status.othersWrite())) {
            String what = "others than its owner can write " + path + " and so say who may claim what";
            problems.warning("untrusted-file", Place.of(path, 0), what, Fix.command("chmod", "go-w", path));
        }
    }
}

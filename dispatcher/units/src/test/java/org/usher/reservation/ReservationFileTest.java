package org.usher.reservation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.usher.problem.Problems;
import org.usher.unit.UnitFile;

class ReservationFileTest {
    @Property
    void everyContentHasAnAnswer(@ForAll byte[] content) {
        ReservationFile.read(UnitFile.parse(Path.of("/etc/usher/reservations.d/a.conf"), content), new Problems());
    }

    @Property
    void everyValueHasAnAnswer(@ForAll String value) {
        everyContentHasAnAnswer(("[Reservation]\nPrefix=" + value + "\nUnit=" + value + "\n" + value).getBytes(UTF_8));
    }
}

package org.usher.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.usher.table.Samples.AT_80;
import static org.usher.table.Samples.PORT_80;
import static org.usher.table.Samples.PORT_8080;
import static org.usher.table.Samples.arrival;
import static org.usher.table.Samples.claim;
import static org.usher.table.Samples.octets;
import static org.usher.table.Samples.outcome;
import static org.usher.table.Samples.prefix;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.usher.route.Claim;
import org.usher.route.Decision;
import org.usher.route.Decision.Routed;
import org.usher.route.HostPolicy;
import org.usher.route.LostClaim;
import org.usher.route.Reservation;

/** Which reservations decide where several cover one place, and what packages may not do with theirs. */
class CoverTest {
    private static final Path ADMINISTRATORS = Path.of("/etc/usher/reservations.d/r.conf");
    private static final Path PACKAGES = Path.of("/usr/lib/usher/reservations.d/r.conf");
    private static final String ETC = "/etc/systemd/system";

    private static Reservation reservation(Path file, String prefix, String... units) {
        return new Reservation(prefix(prefix), List.of(units), file, 2);
    }

    private static RouteTable table(List<Claim> claims, Reservation... reservations) {
        return RouteTable.of(claims, List.of(reservations), List.of(PORT_80), HostPolicy.DEFAULT);
    }

    private static String at(RouteTable table, String path) {
        return outcome(table.find(AT_80, "h", octets(path)));
    }

    @Test
    void packagesReservationKeepsOtherPackagesOut() {
        RouteTable table = table(
                List.of(claim("a.socket /x/"), claim("b.socket /x/y/")), reservation(PACKAGES, "/x/", "b.socket"));
        assertEquals("Reserved", at(table, "/x/"));
        assertEquals("b.socket", at(table, "/x/y/"));
    }

    @Test
    void packagesReservationKeepsNoClaimOfAnAdministratorOut() {
        RouteTable table = table(List.of(claim("a.socket /x/", ETC)), reservation(PACKAGES, "/x/", "b.socket"));
        assertEquals("a.socket", at(table, "/x/"));
    }

    @Test
    void packagesReservationTakesNothingFromAnAdministratorsRouteAbove() {
        RouteTable table = table(List.of(claim("a.socket /", ETC)), reservation(PACKAGES, "/x/", "b.socket"));
        assertEquals("a.socket", at(table, "/x/"));
        RouteTable ofPackage = table(List.of(claim("a.socket /")), reservation(PACKAGES, "/x/", "b.socket"));
        assertEquals("Reserved", at(ofPackage, "/x/"));
    }

    @Test
    void packagesReservationDoesNotCountWhereAnAdministratorsCovers() {
        Reservation administrators = reservation(ADMINISTRATORS, "/x/", "a.socket");
        Reservation opening = reservation(PACKAGES, "/x/y/", "b.socket");
        List<Claim> claims = List.of(claim("a.socket /x/"), claim("b.socket /x/y/"), claim("a.socket /x/y/z/"));
        RouteTable table = table(claims, administrators, opening);
        assertEquals("a.socket", at(table, "/x/y/"));
        assertEquals("a.socket", at(table, "/x/y/z/"));
    }

    @Test
    void administratorsReservationBeatsAPackagesOfTheSamePlaceInWhateverForm() {
        Reservation full = reservation(PACKAGES, "http://*:80/x/", "b.socket");
        Reservation brief = reservation(ADMINISTRATORS, "/x/", "a.socket");
        List<Claim> claims = List.of(claim("a.socket /x/"), claim("b.socket /x/"));
        assertEquals("a.socket", at(table(claims, brief, full), "/x/"));
    }

    @Test
    void everyReservationOfAPackageMustNameTheUnit() {
        List<Claim> claims = List.of(claim("b.socket /x/y/"));
        Reservation outer = reservation(PACKAGES, "/x/", "a.socket");
        Reservation inner = reservation(PACKAGES, "/x/y/", "b.socket");
        assertEquals("Reserved", at(table(claims, outer, inner), "/x/y/"));
        assertEquals("b.socket", at(table(claims, reservation(PACKAGES, "/x/", "*.socket"), inner), "/x/y/"));
    }

    @Test
    void reservationCoversClaimsOfEveryFormThatMeetItOnAListener() {
        List<Claim> claims = List.of(
                claim("b.socket http://*:80/x/y/"), claim("c.socket http://*:8080/x/y/"), claim("d.socket /x/z/"));
        Reservation brief = reservation(ADMINISTRATORS, "/x/", "a.socket");
        RouteTable both = RouteTable.of(claims, List.of(brief), List.of(PORT_80, PORT_8080), HostPolicy.DEFAULT);
        assertEquals(List.of(), both.routes());
        Reservation full = reservation(ADMINISTRATORS, "http://*:80/x/", "a.socket");
        RouteTable one = RouteTable.of(claims, List.of(full), List.of(PORT_80, PORT_8080), HostPolicy.DEFAULT);
        assertEquals("Reserved", at(one, "/x/y/"));
        assertEquals("c.socket", outcome(one.find(arrival(PORT_8080, "192.0.2.1"), "h", octets("/x/y/"))));
        assertEquals("d.socket", outcome(one.find(arrival(PORT_8080, "192.0.2.1"), "h", octets("/x/z/"))));
    }

    @Test
    void holderOfAPrefixIsWhatItsHostsMeetFirst() {
        Reservation port = reservation(ADMINISTRATORS, "http://+:80/");
        List<Claim> claims = List.of(claim("a.socket /x/"), claim("b.socket //b.example/"));
        RouteTable table = RouteTable.of(claims, List.of(port), List.of(PORT_80, PORT_8080), HostPolicy.DEFAULT);
        for (Claim claim : claims) {
            Set<String> holders = table.holders(claim.prefix()).stream()
                    .map(holding -> holding.prefix().toString())
                    .collect(Collectors.toSet());
            assertEquals(Set.of("http://+:80/", claim.prefix().toString()), holders, "closed on 80, open on 8080");
        }
        assertEquals(
                Set.of(),
                table.holders(prefix("//c.example/none/")).stream()
                        .filter(holding -> !holding.equals(port))
                        .collect(Collectors.toSet()));
    }

    // What packages may not do, whatever they reserve.

    @Provide
    Arbitrary<List<Claim>> claims() {
        return Combinators.combine(
                        Arbitraries.of("a.socket", "b.socket", "c.socket"),
                        Arbitraries.of("/", "/x/", "/x/y/", "/z/", "http://*:80/x/", "http://*:80/x/y/w/"),
                        Arbitraries.of(ETC, "/usr/lib/systemd/system"))
                .as((unit, prefix, directory) -> claim(unit + " " + prefix, directory))
                .list()
                .ofMaxSize(6);
    }

    @Provide
    Arbitrary<List<Reservation>> reserved() {
        return Combinators.combine(
                        Arbitraries.of(ADMINISTRATORS, PACKAGES),
                        Arbitraries.of("/x/", "/x/y/", "/z/", "http://*:80/x/", "http://*:80/x/y/w/"),
                        Arbitraries.of("a.socket", "b.socket", "c.socket")
                                .list()
                                .ofMaxSize(2))
                .as((file, prefix, units) -> new Reservation(prefix(prefix), units, file, 2))
                .list()
                .ofMaxSize(5);
    }

    @Property
    void packagesReservationsNeverLetAnybodyIn(
            @ForAll("claims") List<Claim> claims, @ForAll("reserved") List<Reservation> reserved) {
        Set<Claim> barred = barred(claims, administratorsOf(reserved));
        Set<Claim> barredWithPackages = barred(claims, reserved);
        assertTrue(barredWithPackages.containsAll(barred), () -> barred + " but " + barredWithPackages);
    }

    @Property
    void packagesReservationsTakeNoRequestFromAnAdministratorsClaim(
            @ForAll("claims") List<Claim> claims, @ForAll("reserved") List<Reservation> reserved) {
        RouteTable without = table(claims, administratorsOf(reserved).toArray(Reservation[]::new));
        RouteTable with = table(claims, reserved.toArray(Reservation[]::new));
        for (String path : List.of("/", "/x/", "/x/y/", "/x/y/w/", "/z/", "/other")) {
            Decision before = without.find(AT_80, "h", octets(path));
            if (before instanceof Routed routed && routed.route().claim().isAdministrators()) {
                assertEquals(outcome(before), outcome(with.find(AT_80, "h", octets(path))), path);
            }
        }
    }

    private static List<Reservation> administratorsOf(List<Reservation> reserved) {
        List<Reservation> administrators = new ArrayList<>(reserved);
        administrators.removeIf(Reservation::isPackages);
        return administrators;
    }

    private static Set<Claim> barred(List<Claim> claims, List<Reservation> reserved) {
        return table(claims, reserved.toArray(Reservation[]::new)).losses().stream()
                .filter(loss -> loss.rule() == LostClaim.Rule.RESERVATION)
                .map(LostClaim::loser)
                .collect(Collectors.toSet());
    }
}

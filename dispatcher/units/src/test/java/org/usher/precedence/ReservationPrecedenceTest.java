package org.usher.precedence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.usher.precedence.SampleTables.prefix;
import static org.usher.table.Samples.AT_80;
import static org.usher.table.Samples.PORT_80;
import static org.usher.table.Samples.PORT_8080;
import static org.usher.table.Samples.arrival;
import static org.usher.table.Samples.claim;
import static org.usher.table.Samples.octets;
import static org.usher.table.Samples.outcome;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.usher.route.Claim;
import org.usher.route.Reservation;
import org.usher.table.RouteTable;

/** Which reservations decide where several cover one place. */
class ReservationPrecedenceTest {
    private static final String ETC = "/etc/systemd/system";

    private static Reservation reservation(String prefix, String... units) {
        return new Reservation(prefix(prefix), List.of(units), Path.of("/etc/usher/reservations.d/r.conf"), 2);
    }

    private static RouteTable table(List<Claim> claims, Reservation... reservations) {
        return TableBuilder.build(
                        claims, List.of(reservations), List.of(PORT_80), new HostPolicy(List.of(), Map.of(), false))
                .table();
    }

    private static String at(RouteTable table, String path) {
        return outcome(table.search(AT_80, "h", octets(path), null));
    }

    @Test
    void reservationKeepsOthersOutOfEverythingBelowItUnlessALongerOneLetsThemIn() {
        List<Claim> claims = List.of(claim("a.socket /x/"), claim("b.socket /x/y/"), claim("a.socket /x/y/z/"));
        Reservation outer = reservation("/x/", "a.socket");
        RouteTable closed = table(claims, outer);
        assertEquals("a.socket", at(closed, "/x/"));
        assertEquals("a.socket", at(closed, "/x/y/"));
        RouteTable open = table(claims, outer, reservation("/x/y/", "b.socket"));
        assertEquals("b.socket", at(open, "/x/y/"));
        assertEquals("b.socket", at(open, "/x/y/z/"));
    }

    @Test
    void reservationKeepsAnAdministratorsClaimOutToo() {
        RouteTable table = table(List.of(claim("a.socket /x/", ETC)), reservation("/x/", "b.socket"));
        assertEquals("Reserved", at(table, "/x/"));
    }

    @Test
    void ofTwoSpellingsOfOnePlaceTheFullFormDecides() {
        Reservation full = reservation("http://*:80/x/", "b.socket");
        Reservation brief = reservation("/x/", "a.socket");
        List<Claim> claims = List.of(claim("a.socket /x/"), claim("b.socket /x/"));
        assertEquals("b.socket", at(table(claims, brief, full), "/x/"));
    }

    @Test
    void reservationCoversClaimsOfEveryFormThatMeetItOnAListener() {
        List<Claim> claims = List.of(
                claim("b.socket http://*:80/x/y/"), claim("c.socket http://*:8080/x/y/"), claim("d.socket /x/z/"));
        Reservation brief = reservation("/x/", "a.socket");
        RouteTable both = TableBuilder.build(
                        claims, List.of(brief), List.of(PORT_80, PORT_8080), new HostPolicy(List.of(), Map.of(), false))
                .table();
        assertEquals(List.of(), both.routes());
        Reservation full = reservation("http://*:80/x/", "a.socket");
        RouteTable one = TableBuilder.build(
                        claims, List.of(full), List.of(PORT_80, PORT_8080), new HostPolicy(List.of(), Map.of(), false))
                .table();
        assertEquals("Reserved", at(one, "/x/y/"));
        assertEquals("c.socket", outcome(one.search(arrival(PORT_8080, "192.0.2.1"), "h", octets("/x/y/"), null)));
        assertEquals("d.socket", outcome(one.search(arrival(PORT_8080, "192.0.2.1"), "h", octets("/x/z/"), null)));
    }

    @Test
    void holderOfAPrefixIsWhatItsHostsMeetFirst() {
        Reservation port = reservation("http://+:80/");
        List<Claim> claims = List.of(claim("a.socket /x/"), claim("b.socket //b.example/"));
        RouteTable table = TableBuilder.build(
                        claims, List.of(port), List.of(PORT_80, PORT_8080), new HostPolicy(List.of(), Map.of(), false))
                .table();
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
}

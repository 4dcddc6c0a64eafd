package org.usher.precedence;

import static org.usher.table.Samples.PORT_80;

import java.util.List;
import java.util.Map;
import org.usher.precedence.TableBuilder.Built;
import org.usher.prefix.PrefixException;
import org.usher.prefix.PrefixReader;
import org.usher.route.Claim;
import org.usher.route.Listener;
import org.usher.route.Reservation;
import org.usher.route.UrlPrefix;
import org.usher.table.RouteTable;
import org.usher.table.Samples;

/** Short spellings of prefixes in any form, and of tables that are built from claims and reservations, for tests. */
public final class SampleTables {
    private SampleTables() {}

    /** Reads a prefix in any spelling. */
    public static UrlPrefix prefix(String text) {
        try {
            return PrefixReader.parse(text);
        } catch (PrefixException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Builds a table on port 80 with the default policy. */
    public static Built built(List<Claim> claims, Reservation... reservations) {
        return TableBuilder.build(
                claims, List.of(reservations), List.of(PORT_80), new HostPolicy(List.of(), Map.of(), false));
    }

    /** Builds a table with the default policy. */
    public static RouteTable table(List<Claim> claims, List<Reservation> reservations, Listener... listeners) {
        return TableBuilder.build(claims, reservations, List.of(listeners), new HostPolicy(List.of(), Map.of(), false))
                .table();
    }

    /** Builds a table on port 80 with a reservation as {@code prefix unit...}, and claims as {@code unit prefix}. */
    public static Built reserved(String reservation, String... unitsAndPrefixes) {
        return built(Samples.claims(unitsAndPrefixes), Samples.reservation(reservation));
    }
}

package org.usher.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.usher.precedence.HostPolicy;
import org.usher.precedence.TableBuilder;
import org.usher.prefix.PrefixException;
import org.usher.prefix.PrefixReader;
import org.usher.problem.Fixes;
import org.usher.problem.Problem;
import org.usher.route.App;
import org.usher.route.Claim;
import org.usher.route.Listener;
import org.usher.route.Reservation;

final class ConflictsTest {
    @Test
    void eachLoserIsNamedWithTheRuleAndTheWinner() throws PrefixException {
        List<Claim> claims = List.of(
                claim("a.socket", "/name/", "/usr/lib/a.socket", 3),
                claim("b.socket", "/name/", "/usr/lib/b.socket", 3),
                claim("a.socket", "/admin/", "/usr/lib/a.socket", 4),
                claim("b.socket", "/admin/", "/etc/b.socket", 4),
                claim("a.socket", "/form/", "/usr/lib/a.socket", 5),
                claim("b.socket", "http://*:80/form/", "/usr/lib/b.socket", 5),
                claim("a.socket", "/kept/", "/usr/lib/a.socket", 6),
                claim("a.socket", "/self/", "/usr/lib/a.socket", 7),
                claim("a.socket", "http://*:80/self/", "/usr/lib/a.socket", 8));
        Reservation kept =
                new Reservation(PrefixReader.parse("http://*:80/kept/"), List.of(), Path.of("/etc/r.conf"), 2);
        TableBuilder.Built table = TableBuilder.build(
                claims,
                List.of(kept),
                List.of(new Listener("http", 80, false)),
                new HostPolicy(List.of(), Map.of(), false));
        List<String> seen = new ArrayList<>();
        Fixes.assertPasteable(conflicts(claims, table));
        for (Problem problem : conflicts(claims, table)) {
            seen.add(problem.id() + " " + problem.file() + ":" + problem.line());
        }
        assertEquals(
                List.of(
                        "conflict-lost /usr/lib/a.socket:4",
                        "conflict-lost /usr/lib/a.socket:6",
                        "conflict-undecided /usr/lib/b.socket:3",
                        "overlap-short-full /usr/lib/a.socket:5"),
                seen.stream().sorted().toList());
    }

    @Test
    void theTextSaysWhoHasWonAndWhere() throws PrefixException {
        List<Claim> claims = List.of(claim("a.socket", "/x/", "/usr/lib/a", 3), claim("b.socket", "/x/", "/etc/b", 9));
        TableBuilder.Built table = TableBuilder.build(
                claims,
                List.of(),
                List.of(new Listener("http", 80, false)),
                new HostPolicy(List.of(), Map.of(), false));
        Problem problem = conflicts(claims, table).get(0);
        assertEquals(
                "Prefix=/x/ of a.socket is not in force: a claim under /etc or /run beats one from a package,"
                        + " and b.socket claims /x/ in /etc/b:9: claim another prefix, or remove /x/ there",
                problem.text());
    }

    private static List<Problem> conflicts(List<Claim> claims, TableBuilder.Built table) {
        return ClaimCheck.problems(claims, table, List.of(), new HostPolicy(List.of(), Map.of(), false)).stream()
                .filter(problem -> !problem.id().equals("shared-origin"))
                .toList();
    }

    private static Claim claim(String unit, String prefix, String file, int line) throws PrefixException {
        App app = new App(
                unit, App.serviceOf(unit), null, Path.of("/run/x"), null, Duration.ofSeconds(1), 1, true, false);
        return new Claim(PrefixReader.parse(prefix), app, Path.of(file), line);
    }
}

package org.usher.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.usher.route.Category;
import org.usher.route.Claim;
import org.usher.route.HostPattern;
import org.usher.route.Listener;
import org.usher.route.UrlPrefix;

final class ClaimCheckTest {
    private static final Listener PORT_80 = new Listener("http", 80, false);
    private static final Listener LOOPBACK = new Listener("alt.socket", "http", 8080, true);

    @Test
    void aPortThatNobodyListensOnIsNamed() {
        assertEquals(
                List.of("unserved-port WARNING a.socket Prefix=http://a:81/ is never reached:"
                        + " no listener stands for port 81, only 80 (systemctl edit usher.socket)"),
                reviewed(List.of(PORT_80), "a http://a:81/", "b http://b:80/", "c //c/"));
    }

    @Test
    void aSchemeThatNobodySpeaksIsNamed() {
        assertEquals(
                List.of("unserved-scheme WARNING a.socket Prefix=https://a:443/x/ is never reached:"
                        + " no listener speaks https, since usher has no TLS yet: write http://a:80/x/"),
                reviewed(List.of(PORT_80), "a https://a/x/"));
    }

    @Test
    void withoutAKnownListenerNothingIsSaidOfPorts() {
        assertEquals(List.of(), reviewed(List.of(), "a http://a:81/", "b //b/"));
    }

    @Test
    void aSchemeThatNobodySpeaksIsNamedWhereNoListenerIsKnown() {
        assertEquals(
                List.of(
                        "unserved-scheme WARNING a.socket Prefix=https://a:443/ is never reached:"
                                + " no listener speaks https, since usher has no TLS yet: write http://a:80/",
                        "unserved-scheme WARNING b.socket Prefix=https://+:443/ is never reached:"
                                + " no listener speaks https, since usher has no TLS yet: write http://+:80/"),
                reviewed(List.of(), "a https://a/", "b https://+:443/"));
    }

    @Test
    void shortPrefixesOnALoopbackListenerAreNotedOnce() {
        assertEquals(
                List.of(
                        "short-form-on-private-listener NOTE a.socket Prefix=/a/ answers only localhost and addresses on"
                                + " port 8080, whose listener is bound to a loopback address: list other names with Hosts= in its [X-HTTP]"
                                + " (systemctl edit alt.socket)"),
                reviewed(List.of(LOOPBACK), "a /a/", "a /b/"));
        HostPolicy listed =
                new HostPolicy(List.of(), Map.of("alt.socket", List.of(new HostPattern(Category.NAME, "x"))), false);
        List<Problem> problems =
                ClaimCheck.problems(claims("a /a/"), table(List.of(LOOPBACK), "a /a/"), List.of(LOOPBACK), listed);
        assertEquals(List.of(), problems);
    }

    @Test
    void appsOfOneHostAreNotedAsOneOrigin() {
        List<String> notes = reviewed(List.of(PORT_80), "a //x/a/", "b //x/b/", "c //y/", "c //y/c/");
        assertEquals(
                List.of(
                        "shared-origin NOTE a.socket a.socket, b.socket share //x:"
                                + " to a browser they are one origin, with the same cookies and storage; Prefix=//host/ gives an app a host"),
                notes);
    }

    @Test
    void manyAppsOfOneOriginAreOneNote() {
        List<String> prefixes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            prefixes.add("u" + i + " /p" + i + "/");
        }
        List<String> notes = reviewed(List.of(PORT_80), prefixes.toArray(String[]::new));
        assertEquals(1, notes.size());
        assertTrue(notes.get(0).contains(" and 97 more share every host: "), notes.get(0));
    }

    @Test
    void aClaimInsideAnothersIsRoutingAndNoFence() {
        List<String> notes = reviewed(List.of(PORT_80), "a /a/", "b /a/b/", "c /a/b/c/", "a /a/d/", "e /ab/");
        assertEquals(3, notes.size(), notes.toString());
        assertEquals(
                "nested-claim NOTE a.socket inside Prefix=/a/ of a.socket lies /a/b/ of b.socket:"
                        + " that is routing, not access control; guard these paths in the outer app too, or give each"
                        + " app a host of its own",
                notes.get(1));
        assertEquals(
                "nested-claim NOTE b.socket inside Prefix=/a/b/ of b.socket lies /a/b/c/ of c.socket:"
                        + " that is routing, not access control; guard these paths in the outer app too, or give each"
                        + " app a host of its own",
                notes.get(2));
    }

    @Test
    void aShortQueueOfTheMachineIsNamed() {
        assertEquals(List.of(), Capacity.queues(512));
        List<Problem> problems = Capacity.queues(10);
        Fixes.assertPasteable(problems);
        assertEquals("dgram-queue-short", problems.get(0).id());
        assertTrue(problems.get(0).text().startsWith("only 11 connections can wait"));
    }

    private static List<String> reviewed(List<Listener> points, String... unitsAndPrefixes) {
        TableBuilder.Built table = table(points, unitsAndPrefixes);
        return shown(ClaimCheck.problems(
                claims(unitsAndPrefixes), table, points, new HostPolicy(List.of(), Map.of(), false)));
    }

    private static TableBuilder.Built table(List<Listener> points, String... unitsAndPrefixes) {
        return TableBuilder.build(
                claims(unitsAndPrefixes), List.of(), points, new HostPolicy(List.of(), Map.of(), false));
    }

    private static List<String> shown(List<Problem> problems) {
        Fixes.assertPasteable(problems);
        List<String> shown = new ArrayList<>();
        for (Problem problem : problems) {
            shown.add(problem.id() + " " + problem.severity().name() + " " + problem.unit() + " " + problem.text());
            assertEquals(7, problem.line());
        }
        return shown;
    }

    private static List<Claim> claims(String... unitsAndPrefixes) {
        List<Claim> claims = new ArrayList<>();
        for (String text : unitsAndPrefixes) {
            String unit = text.substring(0, text.indexOf(' ')) + ".socket";
            App app = new App(
                    unit,
                    App.serviceOf(unit),
                    null,
                    Path.of("/run/usher/apps/x"),
                    null,
                    Duration.ofSeconds(90),
                    1,
                    true,
                    false);
            claims.add(new Claim(prefix(text.substring(text.indexOf(' ') + 1)), app, Path.of("/etc/x.socket"), 7));
        }
        return claims;
    }

    private static UrlPrefix prefix(String text) {
        try {
            return PrefixReader.parse(text);
        } catch (PrefixException bad) {
            throw new AssertionError(bad);
        }
    }
}

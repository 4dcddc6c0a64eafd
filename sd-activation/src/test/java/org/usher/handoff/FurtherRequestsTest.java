package org.usher.handoff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.usher.handoff.Scope.Kind.CONNECTION;
import static org.usher.handoff.Scope.Kind.FIRST;
import static org.usher.handoff.Verdict.HAND_BACK;
import static org.usher.handoff.Verdict.MINE;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FurtherRequestsTest {
    private static final long ROUTED = Long.MAX_VALUE - 5_000_000_000L; // nanoTime may wrap while we hold one
    private static final long SECOND = 1_000_000_000L;
    private static final String HOST = "wiki.example";
    private static final Scope WIKI =
            Scope.prefix(10, List.of("/wiki/admin/", "/wiki/files")); // a sender may forget the slash

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "below the prefix            | /wiki/page                | MINE",
                "the prefix itself           | /wiki/                    | MINE",
                "the prefix without slash    | /wiki                     | MINE",
                "the prefix with a query     | /wiki?a=/../b%2f          | MINE",
                "every mark that is plain    | /wiki/a-._~!$&'()*+,=:@z  | MINE",
                "dots inside a name          | /wiki/a..b/...            | MINE",
                "a neighbour                 | /wikis                    | HAND_BACK",
                "another prefix              | /mail/                    | HAND_BACK",
                "above the prefix            | /                         | HAND_BACK",
                "another case                | /Wiki/page                | HAND_BACK",
                "an except                   | /wiki/admin/              | HAND_BACK",
                "an except without slash     | /wiki/admin               | HAND_BACK",
                "below an except             | /wiki/admin/x             | HAND_BACK",
                "an except with a query      | /wiki/admin?x             | HAND_BACK",
                "below an unclosed except    | /wiki/files/x             | HAND_BACK",
                "a neighbour of an except    | /wiki/administrator       | MINE",
                "dot segment                 | /wiki/./x                 | HAND_BACK",
                "dot dot segment             | /wiki/../mail/            | HAND_BACK",
                "dot dot at the end          | /wiki/x/..                | HAND_BACK",
                "dot dot with parameter      | /wiki/..;/mail/           | HAND_BACK",
                "parameter                   | /wiki;jsessionid=1        | HAND_BACK",
                "encoded slash               | /wiki%2fx                 | HAND_BACK",
                "encoded letter              | /%77iki/                  | HAND_BACK",
                "encoded below               | /wiki/a%20b               | HAND_BACK",
                "empty part                  | /wiki//x                  | HAND_BACK",
                "authority                   | //wiki/x                  | HAND_BACK",
                "backslash                   | /wiki/\\..\\mail          | HAND_BACK",
                "fragment                    | /wiki/#x                  | HAND_BACK",
                "beyond ASCII                | /wiki/ü                   | HAND_BACK",
                "absolute form               | http://wiki.example/wiki/ | HAND_BACK",
                "asterisk form               | *                         | HAND_BACK",
                "authority form              | wiki.example:443          | HAND_BACK",
                "empty target                | ''                        | HAND_BACK",
            })
    void aTargetIsMineOnlyIfEveryProgramReadsItBelowThePrefix(String name, String target, Verdict verdict) {
        assertEquals(verdict, decide(WIKI, "/wiki/", target, HOST, 1));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "short form            | /wiki/                      | MINE",
                "any scheme            | //wiki.example/wiki/        | MINE",
                "full form             | http://wiki.example:80/wiki/ | MINE",
                "strong wildcard       | http://+:80/wiki/           | MINE",
                "IPv6                  | http://[::1]:80/wiki/       | MINE",
                "root of a host        | //wiki.example/             | MINE",
                "another path          | //wiki.example/mail/        | HAND_BACK",
                "no path               | //wiki.example              | HAND_BACK",
                "not a prefix          | wiki                        | HAND_BACK",
                "none                  |                             | HAND_BACK",
            })
    void thePathOfAPrefixBeginsBehindItsAuthority(String name, @Nullable String prefix, Verdict verdict) {
        assertEquals(verdict, decide(WIKI, prefix, "/wiki/x", HOST, 1));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "FIRST,      0,  HAND_BACK, HAND_BACK",
        "FIRST,      11, HAND_BACK, HAND_BACK",
        "CONNECTION, 0,  MINE,      MINE",
        "CONNECTION, 9,  MINE,      MINE",
        "CONNECTION, 10, HAND_BACK, HAND_BACK",
        "PREFIX,     9,  MINE,      HAND_BACK",
        "PREFIX,     10, HAND_BACK, HAND_BACK",
        "CLOSE,      0,  CLOSE,     CLOSE",
        "CLOSE,      11, CLOSE,     CLOSE",
    })
    void aLeaseRunsOutAndAPrefixIsOneOfTheFirstHost(
            Scope.Kind kind, int afterSeconds, Verdict sameHost, Verdict otherHost) {
        Scope scope = Scope.of(kind, 10);
        assertEquals(sameHost, decide(scope, "/wiki/", "/wiki/x", HOST, afterSeconds));
        assertEquals(otherHost, decide(scope, "/wiki/", "/wiki/x", "mail.example", afterSeconds));
    }

    @Test
    void hostsAreComparedOctetByOctet() {
        assertEquals(HAND_BACK, decide(Scope.of(FIRST, 10), "/wiki/", "/wiki/x", "WIKI.example", 1));
        assertEquals(HAND_BACK, decide(WIKI, "/wiki/", "/wiki/x", "wiki.example:80", 1));
        assertEquals(HAND_BACK, decide(WIKI, "/wiki/", "/wiki/x", null, 1));
    }

    @Test
    void withoutAHostInTheFirstRequestNoOtherHasTheSame() {
        FurtherRequests rule = new FurtherRequests(WIKI, "/wiki/", null, ROUTED);
        assertEquals(HAND_BACK, rule.decide("/wiki/x", null, ROUTED));
    }

    @Test
    void aLeaseOfZeroSecondsNeverHolds() {
        assertEquals(HAND_BACK, decide(Scope.of(CONNECTION, 0), "/wiki/", "/wiki/x", HOST, 0));
    }

    @Test
    void aLeaseWithoutABeginningOrWithOneToComeNeverHolds() {
        for (Long routed : new Long[] {null, ROUTED + 1}) {
            FurtherRequests rule = new FurtherRequests(WIKI, "/wiki/", HOST, routed);
            assertEquals(HAND_BACK, rule.decide("/wiki/x", HOST, ROUTED), "routed at " + routed);
        }
    }

    @Test
    void theLongestLeaseDoesNotOverflow() {
        assertEquals(MINE, decide(Scope.of(CONNECTION, 65535), "/wiki/", "/wiki/x", HOST, 65534));
    }

    private static Verdict decide(
            Scope scope, @Nullable String prefix, String target, @Nullable String host, int afterSeconds) {
        FurtherRequests rule = new FurtherRequests(scope, prefix, HOST, ROUTED);
        return rule.decide(target, host, ROUTED + afterSeconds * SECOND);
    }
}

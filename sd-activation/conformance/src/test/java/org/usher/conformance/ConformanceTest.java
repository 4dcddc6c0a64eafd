package org.usher.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.conformance.FrontAndApp.Fault;
import org.usher.refusal.Refusal;
import org.usher.refusal.RefusalResponse;

/** Apps with one fault each: the probe that is about it names the rule, and no other probe fails. */
class ConformanceTest {
    @Test
    void appThatHandsBackPassesAllProbes() throws IOException {
        assertEquals(List.of(), failed());
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"CLOSES", "MISDIRECTS"})
    void appThatNeedNotHandBackPassesAllProbes(Fault harmless) throws IOException {
        assertEquals(List.of(), failed(harmless));
    }

    @ParameterizedTest
    @CsvSource({
        "ANSWERS_EVERYTHING,        other prefix 13|other host 13|head in pieces 13|unread octets 13|sequences 13|no 100 18",
        "REDIRECTS_EVERYTHING,      other prefix 13|other host 13|head in pieces 13|unread octets 13|sequences 13|no 100 13",
        "HANDS_BACK_AFTER_CLOSE,    other prefix 17|other host 17|head in pieces 17|unread octets 17|sequences 17|no body 17|no 100 17",
        "LOSES_UNREAD_OCTETS,       unread octets 19|sequences 19",
        "DECIDES_HALF_A_HEAD,       head in pieces 9",
        "MISTAKES_ITS_THIRD_REQUEST, sequences 15",
        "SENDS_BODY_AFTER_HEAD,     no body 16",
        "NEVER_SENDS_100,           expect 23",
        "SENDS_100_FOR_OTHERS,      no 100 18",
        "DROPS_CLIENTS_THAT_END,    half close 24",
        "DROPS_REQUESTS_AT_STOP,    stop 26",
        "IGNORES_FURTHER_REQUESTS,  other prefix 13|other host 13|head in pieces 13|unread octets 19|sequences 13|no 100 13",
        "NEVER_ANSWERS,             first request 6",
        "ANSWERS_FOR_EVER,          first request 6",
        "DRIPS_FOR_EVER,            first request 6",
        "CONTINUES_FOR_EVER,        first request 6",
        "HANGS_UP,                  first request 6",
        "IS_OFFLINE,                first request 6",
        "SAYS_NONSENSE,             first request 6"
    })
    void faultIsNamedByTheRuleThatItBreaks(Fault fault, String expected) throws IOException {
        assertEquals(List.of(expected.split("\\|")), failed(fault));
    }

    @ParameterizedTest
    @CsvSource({
        "STANDS_ALONE,      does not lead through usher",
        "CLAIMS_ALL_PATHS,  name a URL of another app",
    })
    void urlsThatProveNothingAreRefused(Fault fault, String said) throws IOException {
        try (FrontAndApp app = new FrontAndApp(fault)) {
            Conformance probes = app.probes("/app");
            String message = assertThrows(IllegalArgumentException.class, () -> probes.run())
                    .getMessage();
            assertTrue(message.contains(said), message);
        }
    }

    @Test
    void secondUrlIsAnsweredOtherwise() throws IOException {
        try (FrontAndApp app = new FrontAndApp(Fault.CLAIMS_ALL_PATHS)) {
            Conformance probes = app.probes("/app");
            assertThrows(IllegalArgumentException.class, () -> probes.beside(URI.create(app.url("/app/other")))
                    .run());
            assertTrue(probes.beside(URI.create(app.url("/other"))).run().size() > 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wiki.example", "my_app", "[::ffff:127.0.0.1]"})
    void nameLeadsToThisMachineAndAnAddressWhereItSays(String host) throws IOException {
        try (FrontAndApp app = new FrontAndApp()) {
            URI url = URI.create(app.url("/app").replace("127.0.0.1", host));
            assertTrue(Conformance.of(url).run().size() > 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://a/", "/app", "mailto:a@b", "http://a:0/", "http://a:65536/", "http://u@a/"})
    void whatIsNoUrlOfPlainHttpIsRefused(String url) {
        assertThrows(IllegalArgumentException.class, () -> Conformance.of(URI.create(url)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://b/x", "http://a:81/x", "https://a/x", "mailto:a@b"})
    void otherAppIsOnTheSameHostAndPort(String other) {
        Conformance app = Conformance.of(URI.create("http://a/app"));
        assertThrows(IllegalArgumentException.class, () -> app.beside(URI.create(other)));
    }

    @Test
    void portWithoutListenerIsAnIoException() throws IOException {
        try (Socket bound = new Socket()) { // it does not listen, and nobody else can
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            URI url = URI.create("http://127.0.0.1:" + bound.getLocalPort() + "/app");
            assertThrows(IOException.class, () -> Conformance.of(url).run());
        }
    }

    @Test
    void rulesAreSaidInTheWordsOfTheProtocol() throws IOException {
        String page = Files.readString(Path.of("../PROTOCOL.md"));
        try (FrontAndApp app = new FrontAndApp()) {
            for (Finding finding : app.probes("/app").run()) {
                assertFalse(finding.text().isEmpty(), finding::toString);
                assertTrue(page.contains("\n" + finding.rule() + ". " + finding.text() + "\n"), finding::toString);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyRefusalOfUsherIsKnownFromAnAppsAnswer(Refusal refusal) throws IOException {
        for (byte[] page : new byte[][] {null, {'x'}}) {
            byte[] answer = RefusalResponse.of(refusal, "x", false, Instant.now(), page);
            assertTrue(replyTo(answer).isRefusal(), refusal.word());
            String altered = new String(answer, ISO_8859_1).replace("no-store", "no-cache");
            assertFalse(replyTo(altered.getBytes(ISO_8859_1)).isRefusal(), refusal.word());
        }
    }

    private static Reply replyTo(byte[] answer) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Exchange exchange = new Exchange((InetSocketAddress) listener.getLocalSocketAddress(), 10_000);
                Socket server = listener.accept()) {
            server.getOutputStream().write(answer);
            return exchange.receive(new ProbeRequest("GET", "/", "x", false));
        }
    }

    private static List<String> failed(Fault... faults) throws IOException {
        try (FrontAndApp app = new FrontAndApp(faults)) {
            return app.probes("/app/x?y=z").restartedBy(app::stop).failures().stream()
                    .map(finding -> finding.probe() + " " + finding.rule())
                    .toList();
        }
    }
}

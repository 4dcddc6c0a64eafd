package org.usher.prefix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.usher.precedence.SampleTables.prefix;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.route.UrlPrefix;

final class PrefixReaderTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/, /",
        "/wiki, /wiki/",
        "/wiki/, /wiki/",
        "/a.b/~c/@d/, /a.b/~c/@d/",
        "/wik%69/, /wiki/",
        "/caf\u00e9/, /caf%C3%A9/",
        "/caf%c3%a9/, /caf%C3%A9/",
        "/a%20b/, /a%20b/",
        "/.well-known/, /.well-known/",
        "/.../, /.../",
        "//wiki.example, //wiki.example/",
        "//Wiki.Example./x, //wiki.example/x/",
        "//*.Example/, //*.example/",
        "//*/x, /x/",
        "//+/x, //+/x/",
        "//192.0.2.1/, //192.0.2.1/",
        "//[::1]/, //[::1]/",
        "http://a, http://a:80/",
        "HTTP://A/, http://a:80/",
        "https://a/x, https://a:443/x/",
        "http://a:8080/x, http://a:8080/x/",
        "http://+:80/, http://+:80/",
        "http://*:80/, http://*:80/",
        "http://*.a.b:80/, http://*.a.b:80/",
        "http://[2001:DB8:0:0::1]:80/, http://[2001:db8::1]:80/",
        "http://[::ffff:192.0.2.1]:80/, http://192.0.2.1:80/",
        "http://_dmarc.a-b.example:80/, http://_dmarc.a-b.example:80/",
    })
    void prefixHasOneSpelling(String text, String canonical) {
        assertEquals(canonical, prefix(text).toString());
        assertEquals(prefix(text), prefix(canonical));
    }

    @ParameterizedTest(name = "<{0}>")
    @CsvSource({
        "wiki/, 'is not a prefix: write /path/, //host/path/ or http://host:port/path/'",
        "'', 'is not a prefix: write /path/, //host/path/ or http://host:port/path/'",
        "'/a b/', 'has a blank or a control character: write %20 for a blank'",
        "ftp://a/, 'has the scheme ftp: write http or https'",
        "wss://a/, 'has the scheme wss: write https, for a WebSocket begins as an HTTP request'",
        "//a:8080/x, 'has a port but no scheme: write http://a:8080/x, or leave the port out'",
        "///x, 'names no host: write a name, * for every host, or only the path'",
        "http://:80/, 'names no host: write a name, * for every host, or only the path'",
        "http://a:0/, 'has the port \"0\": write a number from 1 to 65535, without leading zeros'",
        "http://a:080/, 'has the port \"080\": write a number from 1 to 65535, without leading zeros'",
        "http://a:65536/, 'has the port \"65536\": write a number from 1 to 65535, without leading zeros'",
        "http://a:*/, 'has the port \"*\": write a number from 1 to 65535, without leading zeros'",
        "http://a:/, 'has the port \"\": write a number from 1 to 65535, without leading zeros'",
        "http://::1/, 'has more than one colon in its host: write an IPv6 address in brackets, as in [::1]'",
        "http://[::1/, 'has no IPv6 address in its brackets ([::1): write one as in [2001:db8::1], and an IPv4 address"
                + " without brackets'",
        "http://[1.2.3.4]/, 'has no IPv6 address in its brackets ([1.2.3.4]): write one as in [2001:db8::1], and an IPv4"
                + " address without brackets'",
        "http://[fe80::1%25eth0]/, 'has an address with a zone ([fe80::1%25eth0]): write the address without the zone'",
        "//u@a/, 'has a user name (u@a): write the host alone'",
        "//a.*/, 'has a wildcard inside a host (a.*): write + or * alone, or *.domain for every host below a domain'",
        "//*a/, 'has a wildcard inside a host (*a): write + or * alone, or *.domain for every host below a domain'",
        "//*.*.a/, 'has a wildcard inside a host (*.*.a): write + or * alone, or *.domain for every host below a domain'",
        "//1.2.3/, 'has a host that ends in a number but is not an IP address (1.2.3): write four numbers of 0 to 255, as in"
                + " 192.0.2.1'",
        "//0x7f/, 'has a host that ends in a number but is not an IP address (0x7f): write four numbers of 0 to 255, as in"
                + " 192.0.2.1'",
        "//*.192.0.2.1/, 'has a host that ends in a number but is not an IP address (*.192.0.2.1): write four numbers of 0 to"
                + " 255, as in 192.0.2.1'",
        "//m\u00fcnchen.example/, 'has a host that is not ASCII (m\\xfcnchen.example): write its A-label, which begins with xn--'",
        "//fa\u00df.example/, 'has a host that is not ASCII (fa\\xdf.example): write its A-label, which begins with xn--'",
        "/a?b, 'has a query: write the path alone, since queries are never looked at'",
        "/a#b, 'has a fragment: write the path alone, since browsers never send fragments'",
        "/a%4, 'has the bad escape \"%4\": write % and two hexadecimal digits'",
        "/a%zz/, 'has the bad escape \"%zz\": write % and two hexadecimal digits'",
        "/a%00/, 'has the control character %00: leave it out'",
        "/a//b/, 'has two slashes in a row in its path: write one'",
        "/a/../b/, 'has the dot segment \"..\": write the path that it leads to'",
        "/%2e/, 'has the dot segment \"%2e\": write the path that it leads to'",
    })
    void mistakeIsNamedWithItsRemedy(String text, String sentence) {
        PrefixException mistake = assertThrows(PrefixException.class, () -> PrefixReader.parse(text));
        assertTrue(mistake.getMessage().startsWith("prefix \""), mistake.getMessage());
        assertTrue(mistake.getMessage().endsWith("\" " + sentence), mistake.getMessage());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"/a;b/", "/a\\b/", "/a%2Fb/", "/a%5cb/", "/a%3bb/", "/a%2525b/", "/a%25b/"})
    void segmentThatIsReadInDifferentWaysIsRefused(String text) {
        PrefixException mistake = assertThrows(PrefixException.class, () -> PrefixReader.parse(text));
        assertTrue(mistake.getMessage().contains("has the segment \"" + text.substring(1, text.length() - 1) + "\""));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"//a..b/", "//.a/", "//a%62/", "//*./", "//a,b/", "//./"})
    void hostOutsideTheGrammarIsRefused(String text) {
        assertThrows(PrefixException.class, () -> PrefixReader.parse(text));
    }

    /** In octets of the canonical form, which travels in the header of a handoff: {@code ü} takes six of them. */
    @Test
    void prefixOfMoreThan1024CanonicalOctetsIsRefused() {
        assertEquals(1024, prefix("/" + "a".repeat(1022)).toString().length());
        assertEquals(1024, prefix("/" + "\u00fc".repeat(170) + "aa").toString().length());
        for (String tooLong : List.of("/" + "a".repeat(1023), "/" + "\u00fc".repeat(171))) {
            PrefixException mistake = assertThrows(PrefixException.class, () -> PrefixReader.parse(tooLong));
            assertTrue(mistake.getMessage().endsWith(": shorten it to 1024"), mistake.getMessage());
        }
    }

    @Property(tries = 20_000)
    void anyTextIsAPrefixOrAMistake(
            @ForAll
                    @StringLength(max = 12)
                    @Chars({'/', ':', '[', ']', '*', '+', '.', '%', '2', 'e', 'a', ';', '\\', '@'})
                    String text) {
        try {
            UrlPrefix parsed = PrefixReader.parse("http://" + text);
            assertEquals(parsed, prefix(parsed.toString()));
        } catch (PrefixException mistake) {
            assertTrue(mistake.getMessage().contains(": "), mistake.getMessage());
        }
    }
}

package org.usher.head;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Heads that programs read in different ways, as tables: name, wire octets, what we make of them. */
final class AwkwardHeads {
    /** Name, wire, host and path. In the wire {@code \r \n \t} and {@code \xHH} stand for octets. */
    static final String ACCEPTED =
            """
            curl => GET /wiki/ HTTP/1.1\\r\\nHost: wiki.example\\r\\nUser-Agent: curl/8\\r\\nAccept: */*\\r\\n\\r\\n => wiki.example /wiki/
            query ends the path => GET /a?b=/c#d%zz HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n => a /a
            port is dropped => GET / HTTP/1.1\\r\\nHost: a:8080\\r\\n\\r\\n => a /
            empty port => GET / HTTP/1.1\\r\\nHost: a:\\r\\n\\r\\n => a /
            largest port => GET / HTTP/1.1\\r\\nHost: a:65535\\r\\n\\r\\n => a /
            upper case host => GET / HTTP/1.1\\r\\nHOST: A.Example\\r\\n\\r\\n => a.example /
            trailing dot => GET / HTTP/1.1\\r\\nHost: a.example.\\r\\n\\r\\n => a.example /
            underscore => GET / HTTP/1.1\\r\\nHost: a_b\\r\\n\\r\\n => a_b /
            blanks around the host => GET / HTTP/1.1\\r\\nHost:\\t a \\t\\r\\n\\r\\n => a /
            no blank before the host => GET / HTTP/1.1\\r\\nHost:a\\r\\n\\r\\n => a /
            IPv4 => GET / HTTP/1.1\\r\\nHost: 127.0.0.1:80\\r\\n\\r\\n => 127.0.0.1 /
            IPv6 => GET / HTTP/1.1\\r\\nHost: [2001:DB8:0::1]:80\\r\\n\\r\\n => [2001:db8::1] /
            mapped IPv4 => GET / HTTP/1.1\\r\\nHost: [::ffff:1.2.3.4]\\r\\n\\r\\n => 1.2.3.4 /
            one empty line first => \\r\\nGET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n => a /
            HTTP/1.0 without Host => GET /x HTTP/1.0\\r\\n\\r\\n => null /x
            HTTP/1.0 with an empty Host => GET /x HTTP/1.0\\r\\nHost: \\r\\n\\r\\n => null /x
            HTTP/1.9 => GET /x HTTP/1.9\\r\\nHost: a\\r\\n\\r\\n => a /x
            absolute form => GET http://a:80/x?y HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n => a /x
            absolute form without path => GET http://a HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n => a /
            absolute form with a query only => GET HTTP://A?x/y HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n => a /
            absolute form of 1.0 without Host => GET http://a/x HTTP/1.0\\r\\n\\r\\n => a /x
            absolute form of 1.0 with an empty Host => GET http://a/x HTTP/1.0\\r\\nHost:\\r\\n\\r\\n => a /x
            OPTIONS of the server => OPTIONS * HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n => a /
            method with a hyphen => M-SEARCH /x HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n => a /x
            lower case method => get /x HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n => a /x
            octets above 0x7f => GET /\\xc3\\xa9 HTTP/1.1\\r\\nHost: a\\r\\nX: \\xff\\r\\n\\r\\n => a /\u00c3\u00a9
            raw braces => GET /{a|b}^\\\\ HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n => a /{a|b}^\\
            good escapes => GET /%41%2f%01 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n => a /%41%2f%01
            path that looks like an authority => GET //b/x HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n => a //b/x
            tab in a value => GET / HTTP/1.1\\r\\nHost: a\\r\\nX: a\\tb\\r\\n\\r\\n => a /
            empty value => GET / HTTP/1.1\\r\\nHost: a\\r\\nX:\\r\\n\\r\\n => a /
            upgrade and expect => GET / HTTP/1.1\\r\\nHost: a\\r\\nUpgrade: h2c\\r\\nExpect: 100-continue\\r\\n\\r\\n => a /
            content length => POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 007 \\r\\n\\r\\n => a /
            two codings => POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: gzip\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n => a /
            names as long as ours => GET / HTTP/1.1\\r\\nHose: b\\r\\nHost: a\\r\\ncontent-lengtt: x\\r\\n\\r\\n => a /
            """;

    /** Name, wire, reason; the same spelling. No wire is longer than it must be for its reason to be certain. */
    static final String REFUSED =
            """
            bare LF after the request line => GET / HTTP/1.1\\n => BAD_REQUEST
            bare LF after a field => GET / HTTP/1.1\\r\\nX: y\\n => BAD_REQUEST
            bare LF as the end => GET / HTTP/1.1\\r\\nHost: a\\r\\n\\n => BAD_REQUEST
            bare LF first => \\n => BAD_REQUEST
            bare LF in the method => GET\\n => BAD_REQUEST
            bare LF in the target => GET /\\n => BAD_REQUEST
            bare LF in a name => GET / HTTP/1.1\\r\\nX\\n => BAD_REQUEST
            bare CR in a value => GET / HTTP/1.1\\r\\nX: a\\rb => BAD_REQUEST
            bare CR after the version => GET / HTTP/1.1\\r\\r => BAD_REQUEST
            bare CR at the end => GET / HTTP/1.1\\r\\nHost: a\\r\\n\\rx => BAD_REQUEST
            bare CR in the target => GET /\\rx => BAD_REQUEST
            bare CR first => \\rG => BAD_REQUEST
            NUL in a value => GET / HTTP/1.1\\r\\nX: \\x00 => BAD_REQUEST
            vertical tab before the host => GET / HTTP/1.1\\r\\nHost:\\x0b => BAD_REQUEST
            DEL in a value => GET / HTTP/1.1\\r\\nX: \\x7f => BAD_REQUEST
            NUL in the target => GET /\\x00 => BAD_REQUEST
            DEL in the target => GET /\\x7f => BAD_REQUEST
            octet above 0x7f in the method => G\\xc9 => BAD_REQUEST
            folded field => GET / HTTP/1.1\\r\\nHost: a\\r\\n\\x20 => BAD_REQUEST
            folded by a tab => GET / HTTP/1.1\\r\\nHost: a\\r\\n\\t => BAD_REQUEST
            blank before the first field => GET / HTTP/1.1\\r\\n\\x20 => BAD_REQUEST
            blank before the colon => GET / HTTP/1.1\\r\\nHost\\x20 => BAD_REQUEST
            field without a colon => GET / HTTP/1.1\\r\\nHost\\r => BAD_REQUEST
            field without a name => GET / HTTP/1.1\\r\\n: => BAD_REQUEST
            name that is no token => GET / HTTP/1.1\\r\\nX( => BAD_REQUEST
            two blanks before the target => GET \\x20 => BAD_REQUEST
            two blanks before the version => GET / \\x20 => BAD_REQUEST
            tab in the request line => GET\\t => BAD_REQUEST
            blank after the version => GET / HTTP/1.1\\x20 => BAD_REQUEST
            no method => \\x20 => BAD_REQUEST
            no target => GET \\r => BAD_REQUEST
            method alone => GET\\r => BAD_REQUEST
            two empty lines first, as PROXY protocol version 2 => \\r\\n\\r => PROXY_ON_PLAIN_PORT
            CONNECT => CONNECT\\x20 => BAD_REQUEST
            authority form => GET a:80\\x20 => BAD_REQUEST
            target without a slash => GET wiki/\\x20 => BAD_REQUEST
            scheme without an authority => GET http:/a/\\x20 => BAD_REQUEST
            scheme that begins with a digit => GET 9p://a/\\x20 => BAD_REQUEST
            asterisk of GET => GET *\\x20 => BAD_REQUEST
            two asterisks => OPTIONS **\\x20 => BAD_REQUEST
            lower case version => GET / h => BAD_REQUEST
            two digits of minor version => GET / HTTP/1.10 => BAD_REQUEST
            no minor version => GET / HTTP/2\\r => BAD_REQUEST
            HTTP/2.0 => GET / HTTP/2.0\\r\\n => VERSION_NOT_SUPPORTED
            HTTP/0.9 spelt out => GET / HTTP/0.9\\r\\n => VERSION_NOT_SUPPORTED
            HTTP/0.9 => GET /\\r\\n => VERSION_NOT_SUPPORTED
            HTTP/2 preface => PRI *\\x20 => VERSION_NOT_SUPPORTED
            TLS handshake => \\x16 => TLS_ON_PLAIN_PORT
            PROXY protocol, version 1 => PROXY\\x20 => PROXY_ON_PLAIN_PORT
            handshake after an empty line => \\r\\n\\x16 => BAD_REQUEST
            no Host => GET / HTTP/1.1\\r\\n\\r\\n => MISSING_HOST
            empty Host => GET / HTTP/1.1\\r\\nHost: \\r\\n\\r\\n => MISSING_HOST
            absolute form without Host => GET http://a/ HTTP/1.1\\r\\n\\r\\n => MISSING_HOST
            two equal Hosts => GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: => BAD_HOST
            two Hosts, the first empty => GET / HTTP/1.1\\r\\nHost:\\r\\nhOST: => BAD_HOST
            strong wildcard as Host => GET / HTTP/1.1\\r\\nHost: +\\r\\n => BAD_HOST
            weak wildcard as Host => GET / HTTP/1.1\\r\\nHost: *\\r\\n => BAD_HOST
            suffix wildcard as Host => GET / HTTP/1.1\\r\\nHost: *.a\\r\\n => BAD_HOST
            list of hosts => GET / HTTP/1.1\\r\\nHost: a, b\\r\\n => BAD_HOST
            userinfo => GET / HTTP/1.1\\r\\nHost: u@a\\r\\n => BAD_HOST
            path in Host => GET / HTTP/1.1\\r\\nHost: a/b\\r\\n => BAD_HOST
            escape in Host => GET / HTTP/1.1\\r\\nHost: a%2e\\r\\n => BAD_HOST
            Unicode host => GET / HTTP/1.1\\r\\nHost: \\xc3\\xa9\\r\\n => BAD_HOST
            empty label => GET / HTTP/1.1\\r\\nHost: a..b\\r\\n => BAD_HOST
            dot alone => GET / HTTP/1.1\\r\\nHost: .\\r\\n => BAD_HOST
            port alone => GET / HTTP/1.1\\r\\nHost: :80\\r\\n => BAD_HOST
            port too large => GET / HTTP/1.1\\r\\nHost: a:65536\\r\\n => BAD_HOST
            six digits of port => GET / HTTP/1.1\\r\\nHost: a:000080\\r\\n => BAD_HOST
            port that is no number => GET / HTTP/1.1\\r\\nHost: a:8a\\r\\n => BAD_HOST
            IPv6 without brackets => GET / HTTP/1.1\\r\\nHost: ::1\\r\\n => BAD_HOST
            IPv6 with a zone => GET / HTTP/1.1\\r\\nHost: [fe80::1%25eth0]\\r\\n => BAD_HOST
            IPv4 in brackets => GET / HTTP/1.1\\r\\nHost: [127.0.0.1]\\r\\n => BAD_HOST
            open bracket => GET / HTTP/1.1\\r\\nHost: [::1\\r\\n => BAD_HOST
            userinfo in the target => GET http://u@a/\\x20 => BAD_HOST
            empty authority => GET http:///x\\x20 => BAD_HOST
            backslash in the authority => GET http://a\\\\@b/\\x20 => BAD_HOST
            two hosts in one request => GET http://a/ HTTP/1.1\\r\\nHost: b\\r\\n\\r\\n => AMBIGUOUS_HOST
            two hosts in one HTTP/1.0 request => GET http://a/ HTTP/1.0\\r\\nHost: b\\r\\n\\r\\n => AMBIGUOUS_HOST
            fragment => GET /#\\x20 => BAD_PATH
            fragment in absolute form => GET http://a/b#c\\x20 => BAD_PATH
            escape cut short => GET /%4\\x20 => BAD_PATH
            escape cut short by the query => GET /%4?1\\x20 => BAD_PATH
            escape that is no number => GET /%4g\\x20 => BAD_PATH
            escaped NUL => GET /a%00b\\x20 => BAD_PATH
            length and coding => POST / HTTP/1.1\\r\\nContent-Length: 1\\r\\nTransfer-Encoding: => BAD_REQUEST
            coding and length => POST / HTTP/1.1\\r\\nTransfer-Encoding: chunked\\r\\nContent-Length: => BAD_REQUEST
            two lengths => POST / HTTP/1.1\\r\\nContent-Length: 1\\r\\nContent-Length: => BAD_REQUEST
            list of lengths => POST / HTTP/1.1\\r\\nContent-Length: 1, 1\\r\\n => BAD_REQUEST
            negative length => POST / HTTP/1.1\\r\\nContent-Length: -1\\r\\n => BAD_REQUEST
            empty length => POST / HTTP/1.1\\r\\nContent-Length:\\r\\n => BAD_REQUEST
            """;

    private static final Pattern OCTET = Pattern.compile("\\\\[rnt\\\\]|\\\\x[0-9a-f]{2}|[^\\\\]");

    private AwkwardHeads() {}

    /** The octets of every head of both tables. */
    static List<byte[]> all() {
        return Stream.of(ACCEPTED, REFUSED)
                .flatMap(String::lines)
                .map(line -> octets(line.split(" => ", -1)[1]))
                .toList();
    }

    /** The octets that the wire spelling stands for. */
    static byte[] octets(String wire) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        Matcher spelling = OCTET.matcher(wire);
        while (spelling.find()) {
            String octet = spelling.group();
            if (octet.length() == 1) {
                octets.write(octet.charAt(0));
            } else if (octet.charAt(1) == 'x') {
                octets.write(Integer.parseInt(octet.substring(2), 16));
            } else {
                octets.write("\r\n\t\\".charAt("rnt\\".indexOf(octet.charAt(1))));
            }
        }
        return octets.toByteArray();
    }
}

package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HAProxy and nginx in front of a listener that believes their PROXY headers: apps serve their clients, not them. */
@SystemTest
@Tag("jvm")
final class BalancersTest {
    private static final String LISTENER =
            """
            [Unit]
            PartOf=usher.socket
            [Socket]
            ListenStream=127.0.0.1:81
            Service=usher.service
            [X-HTTP]
            Port=80
            ProxyFrom=127.0.0.1 2001:db8::/32
            """;

    private static final String HAPROXY =
            """
            global
                nbthread 1
            defaults
                mode http
                timeout connect 5s
                timeout client 60s
                timeout server 60s
            listen version1
                bind 127.0.0.1:8080
                server usher 127.0.0.1:81 send-proxy
            listen version2
                bind 127.0.0.1:8081
                server usher 127.0.0.1:81 send-proxy-v2 check inter 20ms fall 10000
            listen tls
                bind 127.0.0.1:8443 ssl crt /etc/pool/front.pem alpn http/1.1
                server usher 127.0.0.1:81 send-proxy-v2 proxy-v2-options ssl,authority,unique-id,crc32c
            """;

    private static final String NGINX =
            """
            load_module modules/ngx_stream_module.so;
            daemon off;
            worker_processes 1;
            pid /run/pool.pid;
            error_log stderr;
            events { }
            stream {
                server {
                    listen 127.0.0.1:8082;
                    proxy_pass 127.0.0.1:81;
                    proxy_protocol on;
                }
            }
            """;

    private final Container container;

    BalancersTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        serveHello("one", "//one.example/");
        serveHello("secure", "https://one.example:443/secure/");
        container.write("/etc/systemd/system/balanced.socket", LISTENER);
        container.systemctl("daemon-reload");
        container.systemctl("stop", "usher.socket", "usher.service");
        container.systemctl("start", "usher.socket", "balanced.socket", "usher.service");
        container.systemctl("reload", "usher.service"); // waits until all hosts are routed
    }

    @AfterEach
    void stopFront() throws IOException {
        container.run("systemctl", "stop", "front.service"); // where there is none, so be it
    }

    private void serveHello(String name, String prefix) throws IOException {
        Apps.enable(container, name, prefix);
        Apps.stop(container, name);
        container.dropIn(name + ".socket", "name", "[Socket]\nFileDescriptorName=hello.socket\n");
        container.dropIn(
                name + ".service",
                "hello",
                """
                [Service]
                Type=notify
                ExecStart=
                ExecStart=/usr/share/usher/examples/hello
                SuccessExitStatus=143
                SupplementaryGroups=usher-app
                """);
        container.systemctl("start", name + ".socket");
    }

    private void start(int port, String configuration, String... command) throws IOException {
        container
                .sh("mkdir -p /etc/pool && cd /etc/pool && openssl req -x509 -newkey ec -pkeyopt"
                        + " ec_paramgen_curve:prime256v1 -nodes -keyout key -out certificate -subj /CN=one.example"
                        + " && cat certificate key >front.pem")
                .succeeded();
        container.write("/etc/pool/front", configuration);
        String words = String.join(" ", command);
        container.sh("systemd-run --quiet --collect --unit=front " + words).succeeded();
        container
                .sh("until ss --listening --numeric --tcp | grep -q '127.0.0.1:" + port + " '; do :; done")
                .succeeded();
    }

    private String curl(String source, String urls) throws IOException {
        return container
                .sh("curl --silent --show-error --insecure --resolve '*:8443:127.0.0.1' --interface " + source + " "
                        + urls)
                .succeeded();
    }

    @ParameterizedTest
    @CsvSource({"8080", "8081"})
    void haproxyTellsOfTheClient(int port) throws IOException {
        start(port, HAPROXY, "haproxy", "-db", "-f", "/etc/pool/front");
        int own = port + 30_000; // the port of a connection that has just ended cannot be had again
        String answers = curl(
                "127.0.0.5 --local-port " + own + " --header 'Host: one.example'",
                "http://127.0.0.1:" + port + "/x http://127.0.0.1:" + port + "/secure/x");
        String client = "Hello, 127.0.0.5 port " + own + "! GET ";
        assertEquals(
                client + "/x came by the prefix //one.example/\n" + client
                        + "/secure/x came by the prefix //one.example/\n",
                answers);
    }

    /** HAProxy keeps its connection to us, so the second request and the third come to their app by a hand back. */
    @Test
    void haproxyTellsOfTlsAndHandBacksKeepIt() throws IOException {
        start(8443, HAPROXY, "haproxy", "-db", "-f", "/etc/pool/front");
        String answers = curl(
                "127.0.0.5 --local-port 40002",
                "https://one.example:8443/a https://one.example:8443/secure/b https://one.example:8443/c");
        assertEquals(
                """
                Hello, 127.0.0.5 port 40002! GET /a came by the prefix //one.example/
                Hello, 127.0.0.5 port 40002! GET /secure/b came by the prefix https://one.example:443/secure/
                Hello, 127.0.0.5 port 40002! GET /c came by the prefix //one.example/
                """,
                answers);
    }

    @Test
    void nginxTellsOfTheClient() throws IOException {
        start(8082, NGINX, "nginx", "-c", "/etc/pool/front");
        String answer = curl("127.0.0.5 --local-port 40003 --header 'Host: one.example'", "http://127.0.0.1:8082/x");
        assertEquals("Hello, 127.0.0.5 port 40003! GET /x came by the prefix //one.example/\n", answer);
    }

    @Test
    void healthChecksOfHaproxyAreQuiet() throws IOException {
        start(8081, HAPROXY, "haproxy", "-db", "-f", "/etc/pool/front");
        curl("127.0.0.5 --header 'Host: one.example'", "--retry 9 http://127.0.0.1:8081/x"); // some checks later
        String metrics = container.sh("usherctl metrics").succeeded();
        assertFalse(metrics.contains("BadProxy\"} 1"), metrics);
        String entries = container
                .sh("journalctl --unit usher.service --output cat --grep 'Bad|refused|[45][0-9][0-9] ' || :")
                .succeeded();
        assertEquals("", entries);
    }

    @Test
    void othersAreRefusedWithTheNameOfTheKey() throws IOException {
        try (Client stranger = container.connect("127.0.0.1", 80)) {
            String answer = stranger.send("PROXY TCP4 192.0.2.7 192.0.2.1 1 80\r\n" + Wire.get("/x"))
                    .receiveAll();
            assertTrue(answer.contains("400 ProxyOnPlainPort") && answer.contains("ProxyFrom="), answer);
        }
        try (Client plain = container.connect("127.0.0.1", 81)) {
            String answer = plain.send(Wire.get("/x")).receiveAll();
            assertTrue(answer.contains("400 BadProxy") && answer.contains("ProxyFrom="), answer);
        }
        container.awaitJournal("usher.service", "BadProxy");
    }

    @Test
    void addressesThatAreNoneAreProblemsWithFileAndLine() throws IOException {
        container.dropIn("balanced.socket", "more", "[X-HTTP]\nProxyFrom=10.0.0.1/8 ::/129 localhost\n");
        container.systemctl("reload", "usher.service");
        String problems = container.sh("usherctl problems || :").succeeded();
        for (String word : new String[] {"10.0.0.1/8", "::/129", "localhost"}) {
            assertTrue(problems.contains("ProxyFrom=" + word + " is neither an address nor a network"), problems);
        }
        assertTrue(problems.contains("/etc/systemd/system/balanced.socket.d/more.conf:2"), problems);
    }
}

package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A front that keeps a pool of connections to usher sends requests for several hosts down each of them, and loses none. */
@SystemTest
@Tag("jvm")
final class FrontPoolTest {
    private static final List<String> HOSTS = List.of("one.example", "two.example", "three.example");
    private static final int ROUNDS = 100;
    private static final int CLIENTS = 3;
    private static final int FRONT = 8080;
    private static final long SEED = 1;

    /** What the hello example says, and to whom. */
    private static final Pattern ANSWER =
            Pattern.compile("Hello, 127\\.0\\.0\\.1 port ([0-9]+)! (\\S+ \\S+) came by the prefix //(\\S+)/\n");

    private final Container container;
    private final Random random = new Random(SEED);
    /** The hosts whose apps have answered on each connection of the front, by the connection's port. */
    private final Map<String, Set<String>> answered = new HashMap<>();

    FrontPoolTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        for (String host : HOSTS) {
            String name = host.replace(".example", "");
            Apps.enable(container, name, "//" + host + "/");
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
        container.systemctl("start", "usher.socket", "usher.service");
        container.systemctl("reload", "usher.service"); // waits until all hosts are routed
    }

    @Test
    void haproxyThatReusesConnectionsForAllClientsLosesNoRequest() throws IOException {
        container.write(
                "/etc/pool/front.cfg",
                """
                global
                    nbthread 1
                defaults
                    mode http
                    timeout connect 5s
                    timeout client 60s
                    timeout server 60s
                    http-reuse always
                frontend front
                    bind 127.0.0.1:8080
                    default_backend usher
                backend usher
                    server usher 127.0.0.1:80
                """);
        assertEveryRequestIsAnsweredByItsApp("haproxy", "-db", "-f", "/etc/pool/front.cfg");
    }

    @Test
    void nginxThatKeepsConnectionsLosesNoRequest() throws IOException {
        container.write(
                "/etc/pool/front.conf",
                """
                daemon off;
                worker_processes 1;
                pid /run/pool.pid;
                error_log stderr;
                events { }
                http {
                    access_log off;
                    upstream usher {
                        server 127.0.0.1:80;
                        keepalive 8;
                    }
                    server {
                        listen 127.0.0.1:8080;
                        client_max_body_size 1m;
                        location / {
                            proxy_pass http://usher;
                            proxy_http_version 1.1;
                            proxy_set_header Connection "";
                            proxy_set_header Host $host;
                        }
                    }
                }
                """);
        assertEveryRequestIsAnsweredByItsApp("nginx", "-c", "/etc/pool/front.conf");
    }

    private void assertEveryRequestIsAnsweredByItsApp(String... front) throws IOException {
        List<String> command = new ArrayList<>(List.of("systemd-run", "--quiet", "--collect", "--unit=front"));
        command.addAll(List.of(front));
        container.run(command.toArray(String[]::new)).succeeded();
        container
                .sh("until ss --listening --numeric --tcp | grep -q 127.0.0.1:" + FRONT + "; do :; done")
                .succeeded();
        List<Client> clients = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(container.connect("127.0.0.1", FRONT));
            }
            for (int round = 0; round < ROUNDS; round++) {
                requestAtOnce(clients, round);
            }
        } finally {
            for (Client client : clients) {
                client.close();
            }
            container.systemctl("stop", "front.service");
        }
        assertTrue(answered.containsValue(new TreeSet<>(HOSTS)), answered + ": no connection has led to all hosts");
    }

    private void requestAtOnce(List<Client> clients, int round) throws IOException {
        List<String> expected = new ArrayList<>();
        for (Client client : clients) {
            String host = HOSTS.get(random.nextInt(HOSTS.size()));
            boolean isGet = random.nextBoolean();
            client.send(isGet ? get(host, round) : post(host, round));
            expected.add((isGet ? "GET /" : "POST /") + round + " by " + host);
        }
        for (int i = 0; i < clients.size(); i++) {
            String answer = clients.get(i).receiveBody();
            Matcher parts = ANSWER.matcher(answer);
            assertTrue(parts.matches(), answer);
            assertEquals(expected.get(i), parts.group(2) + " by " + parts.group(3));
            answered.computeIfAbsent(parts.group(1), port -> new TreeSet<>()).add(parts.group(3));
        }
    }

    private static String get(String host, int round) {
        return "GET /" + round + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    }

    /** The body would be answered, too, if anything took it for a request. */
    private String post(String host, int round) {
        String body = get(HOSTS.get(random.nextInt(HOSTS.size())), -1).repeat(random.nextInt(2_000));
        return "POST /" + round + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }
}

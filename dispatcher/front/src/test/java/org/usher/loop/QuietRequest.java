package org.usher.loop;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.usher.address.IpNetwork;
import org.usher.route.Limits;

/** A process that serves requests one after the other, in each of which all of a walk happens: for {@link WalkTest}. */
final class QuietRequest {
    private static final String GET = "GET /wiki/x HTTP/1.1\r\nHost: a.example\r\n\r\n";

    private QuietRequest() {}

    public static void main(String[] arguments) throws Exception {
        Limits limits = new Limits(Duration.ofSeconds(30), 4096, 64, 64);
        Path directory = Files.createTempDirectory("walk");
        LoopFixture fixture = new LoopFixture(directory, limits) {
            @Override
            List<IpNetwork> balancers() {
                return List.of();
            }
        };
        fixture.deferAccept(); // a head that comes later than its connection is another walk
        int wiki = fixture.app("wiki", "/wiki/");
        for (int i = 0; i < 3; i++) {
            serve(fixture, wiki);
        }
        begin();
        serve(fixture, wiki);
        end();
        fixture.close();
        try (var files = Files.walk(directory)) {
            files.sorted((a, b) -> b.compareTo(a)).forEach(path -> path.toFile().delete());
        }
    }

    private static void serve(LoopFixture fixture, int wiki) throws Exception {
        try (Client client = fixture.connect().send(GET)) {
            Received received = fixture.receive(wiki);
            received.readNow();
            received.answerAndClose("x");
            client.readAll();
            fixture.nextEvent();
        }
    }

    /** The walk is watched from here. */
    static void begin() {}

    static void end() {}
}

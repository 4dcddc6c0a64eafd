package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.usher.loop.LoopFixture.must;
import static org.usher.loop.WikiAndBlog.GET_BLOG;
import static org.usher.loop.WikiAndBlog.GET_WIKI;
import static org.usher.loop.WikiAndBlog.header;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.posix.FaultyKernel;
import org.usher.posix.Fcntl;
import org.usher.posix.Kernel;

/**
 * A loop that may have {@value #LIMIT} fds: with 90 % of them in use it accepts nothing more, with 95 % it takes nothing
 * back any more, and with fewer it goes on. What has to wait waits in the sockets, which are systemd's.
 */
class ScarceFdsTest {
    /** More than this JVM has open otherwise. */
    private static final int LIMIT = 2000;

    private static final int NINETY_PERCENT = LIMIT * 90 / 100;
    private static final int NINETY_FIVE_PERCENT = LIMIT * 95 / 100;

    /** What the test itself and the JVM open meanwhile. */
    private static final int MARGIN = 40;

    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    @TempDir
    private Path directory;

    private final Kernel kernel = Kernel.linux();
    private final List<Integer> taken = new ArrayList<>();

    @AutoClose
    private WikiAndBlog apps;

    @BeforeEach
    void start() {
        FaultyKernel scarce = new FaultyKernel().instead("fdLimit", none -> LIMIT);
        apps = new WikiAndBlog(directory, WikiAndBlog.PATIENT, scarce.kernel());
    }

    @AfterEach
    void release() {
        free();
    }

    @Test
    void whatComesBackIsTakenWhileNothingMoreIsAccepted() throws Exception {
        try (Client held = apps.connect()) {
            Received received = apps.answeredRequestOf(held);
            awaitOnlyCopy(received);
            use(NINETY_PERCENT);
            try (Client first = apps.connect()) {
                first.send(GET_WIKI);
                apps.fixture.receive(apps.wiki).close();
                assertEquals( // it is accepted before its head is there, or with it
                        Set.of(
                                "handed off wiki.socket",
                                "warned: accept on port " + apps.fixture.port()
                                        + " pauses: 90 % of LimitNOFILE= are in use"),
                        bothNextEvents());
                try (Client second = apps.connect().send(GET_WIKI)) {
                    must(handBackAndKeep(received));
                    apps.fixture.receive(apps.blog).close();
                    assertEquals("handed off blog.socket", apps.fixture.nextEvent());
                    assertEquals(List.of(), List.copyOf(apps.fixture.events), "the second client waits");
                    free();
                    Received waited = apps.fixture.receive(apps.wiki);
                    waited.readNow();
                    waited.answerAndClose("answer");
                    assertEquals("answer", second.readAll());
                }
            }
            received.close();
        }
    }

    @Test
    void whatComesBackWaitsInTheSocketUntilThereAreFds() throws Exception {
        try (Client first = apps.connect();
                Client second = apps.connect()) {
            Received one = apps.answeredRequestOf(first);
            Received two = apps.answeredRequestOf(second);
            awaitOnlyCopy(one);
            awaitOnlyCopy(two);
            use(NINETY_FIVE_PERCENT);
            must(handBackAndKeep(one));
            apps.fixture.receive(apps.blog).close();
            assertEquals("handed off blog.socket", apps.fixture.nextEvent());
            assertEquals(
                    "warned: the return listener pauses: 95 % of LimitNOFILE= are in use", apps.fixture.nextEvent());
            must(handBackAndKeep(two));
            assertEquals(0, apps.fixture.pendingHeads()); // the loop has had a turn since
            assertEquals(List.of(), List.copyOf(apps.fixture.events), "the second connection waits");

            free();
            apps.fixture.receive(apps.blog).close();
            assertEquals("handed off blog.socket", apps.fixture.nextEvent());
            one.close();
            two.close();
        }
    }

    /** The app keeps its own fd: closed, it would be a free one with a low number. */
    private int handBackAndKeep(Received received) {
        return apps.fixture.sendBack(header(received, 0), GET_BLOG, received.fd());
    }

    private Set<String> bothNextEvents() throws InterruptedException {
        String first = apps.fixture.nextEvent();
        return Set.of(first, apps.fixture.nextEvent());
    }

    /** Waits until the loop has closed its own fd of a connection. */
    private static void awaitOnlyCopy(Received received) throws IOException {
        Path all = Path.of("/proc/self/fd");
        Path socket = Files.readSymbolicLink(all.resolve(Integer.toString(received.fd())));
        long copies = 0;
        while (copies != 1) {
            try (Stream<Path> fds = Files.list(all)) {
                copies = fds.filter(fd -> leadsTo(fd, socket)).count();
            }
        }
    }

    private static boolean leadsTo(Path fd, Path socket) {
        try {
            return Files.readSymbolicLink(fd).equals(socket);
        } catch (IOException closed) {
            return false;
        }
    }

    /** Has no fd below {@code number} be free, also none that is still to be closed by a thread of its own. */
    private void use(int number) {
        long freed = System.nanoTime();
        while (System.nanoTime() - freed < QUIET_NANOS) {
            int last = must(kernel.fcntl(apps.wiki, Fcntl.F_DUPFD_CLOEXEC, 0));
            if (last > number + MARGIN) {
                kernel.close(last);
            } else {
                taken.add(last);
                freed = System.nanoTime();
            }
        }
    }

    private void free() {
        taken.forEach(kernel::close);
        taken.clear();
    }
}

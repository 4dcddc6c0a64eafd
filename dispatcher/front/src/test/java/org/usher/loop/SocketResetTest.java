package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.usher.loop.LoopFixture.must;
import static org.usher.loop.WikiAndBlog.GET_BLOG;
import static org.usher.loop.WikiAndBlog.GET_WIKI;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.posix.Fcntl;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketOption;

/** What an app has set in a connection is as after accept(2) again when the next app gets it. */
class SocketResetTest {
    /** SOL_SOCKET, IPPROTO_TCP, IPPROTO_IP, IPPROTO_IPV6. */
    private static final List<Integer> LEVELS = List.of(1, 6, 0, 41);

    private static final List<Integer> VALUES = List.of(0, 1, 2, 3, 7, 33, 100, 4096, 70_000);

    /**
     * Options without harm, by level: they are for datagrams, for bind(2) or for listeners, or add control messages for those
     * who ask recvmsg(2) for them; buffers and the window, which grow again; clocks and counters; and what is for root alone (SO_MARK,
     * TCP_REPAIR) or makes a hand back be refused (SO_LOCK_FILTER, SO_BINDTOIFINDEX).
     */
    private static final Map<Integer, Set<Integer>> HARMLESS = Map.of(
            1, Set.of(1, 2, 6, 7, 8, 11, 15, 28, 36, 40, 41, 43, 44, 49, 55, 62, 69, 75, 82),
            6, Set.of(7, 9, 10, 19, 20, 21, 22, 24, 26, 27),
            0, Set.of(6, 7, 8, 12, 13, 15, 18, 19, 20, 23, 24, 26, 49, 51),
            41, Set.of(2, 3, 4, 5, 8, 11, 30, 31, 33, 49, 51, 53, 56, 58, 60, 62, 66, 74, 75, 77, 78));

    @TempDir
    private Path directory;

    private final Kernel kernel = Kernel.linux();

    @AutoClose
    private WikiAndBlog apps;

    @BeforeEach
    void start() {
        apps = new WikiAndBlog(directory, WikiAndBlog.PATIENT);
    }

    @Test
    void optionsThatTheAppHasSetDoNotTravelOn() throws Exception {
        try (Client client = apps.connect()) {
            Received first = apps.answeredRequestOf(client);
            int fd = first.fd();
            NativeMemory longLinger = NativeMemory.allocate(8);
            longLinger.bytes().putInt(0, 1).putInt(4, 60);
            must(kernel.setOption(fd, SocketOption.SO_LINGER, longLinger));
            must(kernel.setOption(fd, SocketOption.SO_OOBINLINE, 1));
            must(kernel.setOption(fd, SocketOption.SO_RCVLOWAT, 100));
            must(kernel.setOption(fd, SocketOption.TCP_CORK, 1));
            must(kernel.setOption(fd, SocketOption.TCP_USER_TIMEOUT, 1));
            must(kernel.fcntl(fd, Fcntl.F_SETFL, Fcntl.O_NONBLOCK));
            client.send(GET_BLOG);
            apps.handBack(first, 0, "");

            Received second = apps.fixture.receive(apps.blog);
            assertEquals(8, kernel.option(second.fd(), SocketOption.SO_LINGER, longLinger));
            assertEquals(0, longLinger.bytes().getInt(0));
            assertEquals(0, kernel.option(second.fd(), SocketOption.SO_OOBINLINE));
            assertEquals(1, kernel.option(second.fd(), SocketOption.SO_RCVLOWAT));
            assertEquals(0, kernel.option(second.fd(), SocketOption.TCP_CORK));
            assertEquals(0, kernel.option(second.fd(), SocketOption.TCP_USER_TIMEOUT));
            assertEquals(0, kernel.fcntl(second.fd(), Fcntl.F_GETFL, 0) & Fcntl.O_NONBLOCK);
            second.close();
        }
    }

    /** Whatever number an option has, so that none is forgotten which a later kernel knows. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void noOptionThatAnyAppCanSetTravelsOn(String source) throws Exception {
        try (Client client = apps.fixture.connectFrom(source);
                Client other = apps.fixture.connectFrom(source)) {
            Received first = apps.answeredRequestOf(client);
            everyOption(option -> VALUES.forEach(value -> kernel.setOption(first.fd(), option, value)));
            client.send(GET_BLOG);
            apps.handBack(first, 0, "");
            Received second = apps.fixture.receive(apps.blog);
            other.send(GET_BLOG);
            Received fresh = apps.fixture.receive(apps.blog);
            List<String> travelled = new ArrayList<>();
            everyOption(option -> {
                int is = kernel.option(second.fd(), option);
                int should = kernel.option(fresh.fd(), option);
                if (is != should) {
                    travelled.add(option + " is " + is + ", not " + should);
                }
            });
            assertEquals(List.of(), travelled);
            second.close();
            fresh.close();
        }
    }

    private static void everyOption(Consumer<SocketOption> each) {
        for (int level : LEVELS) {
            for (int number = 0; number < 128; number++) {
                if (!HARMLESS.get(level).contains(number)) {
                    each.accept(new SocketOption(level, number));
                }
            }
        }
    }

    @Test
    void aConnectionThatIsBoundToADeviceIsNotPassedOn() throws Exception {
        try (Client client = apps.connect()) {
            Received first = apps.answeredRequestOf(client);
            must(kernel.setOption(first.fd(), SocketOption.SO_BINDTOIFINDEX, 1)); // the loopback device
            apps.handBack(first, 0, GET_BLOG);
            assertEquals(
                    "bad return: a connection with a filter, a device or an upper protocol that nobody can remove",
                    apps.fixture.nextEvent());
        }
    }

    /** With SO_PEEK_OFF a peek would see the second line of this text, and the next app the first. */
    @Test
    void aPeekOffsetThatTheAppHasSetDoesNotMakeUsSeeAnotherRequest() throws Exception {
        try (Client client = apps.connect()) {
            Received first = apps.answeredRequestOf(client);
            int result = kernel.setOption(first.fd(), SocketOption.SO_PEEK_OFF, GET_BLOG.length());
            client.send(GET_BLOG + GET_WIKI);
            apps.handBack(first, 0, "");
            Received second = apps.fixture.receive(apps.blog);
            assertEquals(GET_BLOG + GET_WIKI, second.readNow());
            assertTrue(result == 0 || result == -95, "TCP knows the option since Linux 6.9");
            second.close();
        }
    }
}

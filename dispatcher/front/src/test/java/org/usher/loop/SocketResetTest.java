package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.usher.loop.LoopFixture.must;
import static org.usher.loop.WikiAndBlog.GET_BLOG;
import static org.usher.loop.WikiAndBlog.GET_WIKI;

import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.posix.Fcntl;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketOption;

/** What an app has set in a connection is as after accept(2) again when the next app gets it. */
class SocketResetTest {
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

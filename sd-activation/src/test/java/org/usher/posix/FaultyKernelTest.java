package org.usher.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultyKernelTest {
    private final FaultyKernel faulty = new FaultyKernel();
    private final Kernel kernel = faulty.kernel();

    @Test
    void callFailsAsOftenAsToldAndIsRealAgain() {
        faulty.fail("eventFd", Errno.EMFILE, 2);
        assertEquals(-Errno.EMFILE, kernel.eventFd());
        assertEquals(-Errno.EMFILE, kernel.eventFd());
        int fd = kernel.eventFd();
        assertTrue(fd >= 0);
        assertEquals(0, kernel.close(fd));
        assertEquals(3, faulty.count("eventFd"));
    }

    @Test
    void answerDependsOnTheArguments() {
        faulty.instead("close", arguments -> arguments[0].equals(-7) ? 42 : null);
        assertEquals(42, kernel.close(-7));
        assertEquals(-Errno.EBADF, kernel.close(-8));
    }

    @Test
    void eventHappensOnceBeforeTheCall() {
        List<Long> countsThen = new ArrayList<>();
        faulty.before("umask", () -> countsThen.add(faulty.count("umask")));
        kernel.umask(kernel.umask(0));
        assertEquals(List.of(1L), countsThen);
        assertEquals(2, faulty.countAll());
    }

    @Test
    void callThatDoesNotExistIsATestersMistake() {
        assertThrows(IllegalArgumentException.class, () -> faulty.fail("fork", Errno.EAGAIN, 1));
    }
}

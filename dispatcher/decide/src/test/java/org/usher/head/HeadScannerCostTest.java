package org.usher.head;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a head costs that is sent one octet at a time: eight times the octets, eight times the time, not sixty-four. */
final class HeadScannerCostTest {
    private static final int SMALL = 8 * 1024;
    private static final int LARGE = 8 * SMALL;

    /** A quadratic cost would be 64 times as much. */
    private static final double TIMES_MAX = 24;

    /** The least of these counts: whatever else the machine does only adds to one of them. */
    private static final int MEASUREMENTS = 15;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a long target | GET / | a | ' HTTP/1.1\r\nHost: h\r\n\r\n'",
                "a long value  | 'GET / HTTP/1.1\r\nHost: h\r\nCookie: ' | c | '\r\n\r\n'",
                "a long name   | 'GET / HTTP/1.1\r\nHost: h\r\n' | n | ': v\r\n\r\n'",
                "many fields   | 'GET / HTTP/1.1\r\nHost: h\r\n' | 'a: b\r\n' | '\r\n'",
                "a long blank  | 'GET / HTTP/1.1\r\nHost:' | ' ' | 'h\r\n\r\n'"
            })
    void eightTimesTheOctetsCostEightTimesTheTime(String name, String before, String repeated, String after) {
        byte[] small = head(before, repeated, after, SMALL);
        byte[] large = head(before, repeated, after, LARGE);
        long least = Long.MAX_VALUE;
        long most = Long.MAX_VALUE;
        for (int i = 0; i < MEASUREMENTS; i++) {
            least = Math.min(least, nanosOctetByOctet(small));
            most = Math.min(most, nanosOctetByOctet(large));
        }
        double times = (double) most / least;
        assertTrue(times < TIMES_MAX, () -> name + ": " + times + " times the time");
    }

    private static byte[] head(String before, String repeated, String after, int size) {
        int count = (size - before.length() - after.length()) / repeated.length();
        return (before + repeated.repeat(count) + after).getBytes(ISO_8859_1);
    }

    private static long nanosOctetByOctet(byte[] head) {
        long before = THREADS.getCurrentThreadCpuTime();
        Scan answer = Scans.octetByOctet(LARGE, head);
        long nanos = THREADS.getCurrentThreadCpuTime() - before;
        assertEquals(Head.class, answer.getClass(), () -> Arrays.toString(head));
        return nanos;
    }
}

package org.usher.handoff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyEndTest {
    /** Reads as much as is certain, at most {@code atOnce} octets at a time; returns what is left. */
    private static String rest(BodyEnd body, String octets, int atOnce) {
        ByteBuffer input = ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1));
        while (input.hasRemaining() && body.certain() > 0) {
            int count = (int) Math.min(Math.min(body.certain(), atOnce), input.remaining());
            body.take(input.slice(input.position(), count), null);
            input.position(input.position() + count);
        }
        return octets.substring(input.position());
    }

    @Test
    void aBodyOfKnownLengthEndsThere() {
        assertEquals("next", rest(BodyEnd.after(5), "12345next", 3));
        assertEquals("next", rest(BodyEnd.after(0), "next", 3));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "0~~",
                "5~12345~0~~",
                "5;x=\"y\"~12345~0;last~~",
                "0005~12345~000~~",
                "1~x~a~0123456789~0~A: b~C: d~~",
            })
    void aChunkedBodyEndsAfterItsLastOctet(String chunks) {
        String octets = chunks.strip().replace("~", "\r\n");
        for (int atOnce = 1; atOnce < 20; atOnce++) {
            BodyEnd body = BodyEnd.chunked();
            assertEquals("0\r\n\r\n", rest(body, octets + "0\r\n\r\n", atOnce));
            assertEquals(0, body.certain());
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "x~",
                "5 ~12345~0~~",
                "5%12345~0~~",
                "5~12345%0~~",
                "5~123456~0~~",
                "5;x%y~12345~0~~",
                "0~A: b%%",
                "ffffffffffffffff~x",
                "-1~x",
            })
    void aBodyThatProgramsReadInTwoWaysIsBroken(String chunks) {
        BodyEnd body = BodyEnd.chunked();
        rest(body, chunks.strip().replace("~", "\r\n").replace('%', '\n'), 100);
        assertTrue(body.isBroken());
        assertEquals(0, body.certain());
    }

    @Property
    void nothingBehindABodyIsReadHoweverItIsCut(
            @ForAll @IntRange(min = 1, max = 40) int first,
            @ForAll @IntRange(min = 1, max = 300) int second,
            @ForAll @IntRange(min = 1, max = 64) int atOnce) {
        String body = Integer.toHexString(first) + "\r\n" + "x".repeat(first) + "\r\n" + Integer.toHexString(second)
                + ";e\r\n" + "y".repeat(second) + "\r\n0\r\n\r\n";
        assertEquals("GET /", rest(BodyEnd.chunked(), body + "GET /", atOnce));
    }
}

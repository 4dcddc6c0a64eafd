package org.usher.varlink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VarlinkCallTest {
    private static VarlinkCall read(String text) throws IOException {
        return VarlinkCall.read(text.getBytes(UTF_8));
    }

    @Test
    void callHasMethodParametersAndFlags() throws IOException {
        VarlinkCall call = read("{\"method\":\"a.b.C\",\"parameters\":{\"x\":1},\"oneway\":true}");
        assertEquals("a.b.C", call.method());
        assertEquals("a.b", call.interfaceName());
        assertEquals(1, call.parameters().path("x").intValue());
        assertTrue(call.oneway());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            no parameters        | {"method":"a.b.C"}
            null parameters      | {"method":"a.b.C","parameters":null}
            unknown property     | {"method":"a.b.C","more":false,"extra":[]}
            """)
    void callWithoutParametersHasEmptyOnes(String name, String text) throws IOException {
        assertTrue(read(text).parameters().isEmpty(), name);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            empty              | ``
            no JSON            | GET / HTTP/1.1
            cut off            | {"method":"a
            array              | []
            text after it      | {"method":"a.b.C"} {}
            key twice          | {"method":"a.b.C","method":"a.b.D"}
            no method          | {"parameters":{}}
            method is a number | {"method":7}
            parameters a list  | {"method":"a.b.C","parameters":[]}
            oneway is a text   | {"method":"a.b.C","oneway":"true"}
            upgrade a number   | {"method":"a.b.C","upgrade":1}
            nested too deep    | {"method":"a.b.C","x":[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]}
            """)
    void whatIsNoCallIsRefused(String name, String text) {
        assertThrows(IOException.class, () -> read(text), name);
    }

    /** 128 KiB of arrays would be some 6 MiB of nodes. */
    @ParameterizedTest
    @ValueSource(strings = {"[],", "[[[]]],", "1,", "{},", "\"\","})
    void callOfManyValuesIsRefusedBeforeTheyAreBuilt(String value) throws IOException {
        byte[] call = ("{\"method\":\"a.b.C\",\"parameters\":{\"x\":[" + value.repeat((128 << 10) / value.length())
                        + "1]}}")
                .getBytes(UTF_8);
        assertThrows(IOException.class, () -> VarlinkCall.read(call)); // loads what it needs
        long before = allocated();
        assertThrows(IOException.class, () -> VarlinkCall.read(call));
        assertTrue(allocated() - before < 512 << 10, () -> "allocated " + (allocated() - before));
    }

    private static long allocated() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }
}

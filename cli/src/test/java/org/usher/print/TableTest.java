package org.usher.print;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TableTest {
    private static String printed(Consumer<PrintStream> print) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        print.accept(new PrintStream(out, true, UTF_8));
        return out.toString(UTF_8);
    }

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        Table table = new Table("PREFIX", "UNIT").row("/a/", "long.socket").row("//long.example/", "b.socket");
        assertEquals(
                """
                PREFIX           UNIT
                /a/              long.socket
                //long.example/  b.socket

                2 things listed.
                """,
                printed(out -> table.print(out, true, "things listed.")));
    }

    @Test
    void withoutLegendThereAreOnlyRows() {
        Table table = new Table("PREFIX", "UNIT").row("/a/", "a.socket");
        assertEquals("/a/  a.socket\n", printed(out -> table.print(out, false, "things listed.")));
    }

    @Test
    void emptyTableSaysSo() {
        assertEquals("0 things listed.\n", printed(out -> new Table("A").print(out, true, "things listed.")));
    }

    @Test
    void rowHasACellForEveryColumn() {
        assertThrows(IllegalArgumentException.class, () -> new Table("A", "B").row("a"));
    }

    @Test
    void namesOfFieldsAreAligned() {
        FieldList fields = new FieldList()
                .add("Why", List.of("one", "two"))
                .add("Outcome", "route")
                .add("None", List.of());
        assertEquals(
                """
                    Why: one
                         two
                Outcome: route
                """,
                printed(fields::print));
    }

    /** A value to print. */
    private record Value(String name, int number) {}

    @Test
    void jsonIsOneLineForProgramsAndIndentedForPeople() {
        List<Value> values = List.of(new Value("a", 1));
        assertEquals("[{\"name\":\"a\",\"number\":1}]\n", printed(out -> JsonMode.SHORT.print(out, values)));
        assertEquals(
                4, printed(out -> JsonMode.PRETTY.print(out, values)).lines().count());
    }
}

package org.usher.section;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DidYouMeanTest {
    @ParameterizedTest(name = "{0} means {1}")
    @CsvSource({
        "Prefx, Prefix",
        "prefix, Prefix",
        "Prefixes, Prefix",
        "QueueMaxx, QueueMax",
        "Perfix, Prefix",
        "Prefix,",
        "Suffix,",
        "Something,",
        "P,"
    })
    void twoSlipsAreForgivenAndNotMore(String written, String meant) {
        assertEquals(meant, DidYouMean.word(written, List.of("QueueMax", "Prefix")));
    }
}

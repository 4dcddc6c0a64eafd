package org.usher.adapter.jetty;

import org.junit.jupiter.api.Tag;
import org.usher.handoff.MisconfigurationContract;

@Tag("jvm")
class MisconfigurationTest extends MisconfigurationContract {
    MisconfigurationTest() {
        super(JettyApp.class);
    }
}

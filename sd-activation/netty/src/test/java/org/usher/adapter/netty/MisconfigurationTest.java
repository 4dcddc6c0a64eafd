package org.usher.adapter.netty;

import org.junit.jupiter.api.Tag;
import org.usher.handoff.MisconfigurationContract;

@Tag("jvm")
class MisconfigurationTest extends MisconfigurationContract {
    MisconfigurationTest() {
        super(NettyApp.class);
    }
}

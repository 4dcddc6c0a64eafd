package org.usher.relay;

import java.time.Instant;
import org.usher.refusal.Refusal;
import org.usher.refusal.RefusalResponse;

/** What has become of a request that is passed on. */
sealed interface Outcome {
    /** What needs no more words. */
    enum Plain implements Outcome {
        /** It goes on when something has come, or can be sent. */
        WAITS,
        /** It goes on at once, when others have had their turn. */
        GOES_ON,
        /** Nobody listens: it goes on a little later. */
        TRIES_AGAIN,
        /** It is answered, and another may follow. */
        ANSWERED,
        /** It is answered, and none can follow. */
        ANSWERED_LAST,
        /** It is answered, and the client and the app speak another protocol from here on. */
        SWITCHED,
        /** A part of the answer may have been sent, and the rest will not come. */
        BROKEN,
        /** The same, and the end of the connection would look like the end of the answer. */
        RESET
    }

    /** Nothing of an answer was sent, and none will come: the relay answers. */
    record Refused(Refusal reason, String detail, boolean toHead) implements Outcome {
        byte[] response() {
            return RefusalResponse.of(reason, detail, toHead, Instant.now(), null);
        }
    }
}

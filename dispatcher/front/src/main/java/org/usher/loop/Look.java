package org.usher.loop;

import org.usher.head.Scan;

/** What a look at the first octets of a connection shows. */
sealed interface Look {
    /** There is no whole head, and nothing that could never become one. */
    enum Open implements Look {
        /** Not one octet has come. */
        SILENT,
        /** A part of the head has come. */
        PARTIAL,
        /** The client has closed or reset. */
        ENDED
    }

    /** A head that is whole, or malformed. */
    record Scanned(Scan scan) implements Look {}
}

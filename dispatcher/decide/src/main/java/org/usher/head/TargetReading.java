package org.usher.head;

/** What a request target turns out to be: one that names a path, or malformed. */
sealed interface TargetReading permits RequestTarget, Scan.Malformed {}

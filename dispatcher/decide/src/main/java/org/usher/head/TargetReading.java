package org.usher.head;

/** What a request target turns out to be: a path, perhaps with its host, or malformed. */
sealed interface TargetReading permits RequestTarget, Scan.Malformed {}

/**
 * Paths of requests, segment by segment, and where they lead in a tree of held paths, however programs read them.
 * Nothing here knows what holds a path, a host or a listener; everything is immutable and a pure function of octets.
 */
@NullMarked
package org.usher.path;

import org.jspecify.annotations.NullMarked;

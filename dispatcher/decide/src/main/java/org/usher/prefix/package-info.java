/**
 * The URL prefix: its three forms, its hosts and its path, each in the one canonical spelling.
 * Whatever has become a prefix can be claimed; a text that cannot gets one sentence that says why and what to write.
 */
@NullMarked
package org.usher.prefix;

import org.jspecify.annotations.NullMarked;

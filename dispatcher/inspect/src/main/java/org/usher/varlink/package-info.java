/**
 * The Varlink protocol (varlink.org/Protocol): JSON texts over a unix stream socket, each closed by a NUL. Both ends of
 * it, without any idea of what is asked: that is the business of {@code org.usher.control} and of {@code usherctl}.
 */
@NullMarked
package org.usher.varlink;

import org.jspecify.annotations.NullMarked;

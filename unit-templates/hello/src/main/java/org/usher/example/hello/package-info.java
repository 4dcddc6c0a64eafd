/**
 * The smallest honest app behind usher in Java: it greets, keeps connections, serves further requests that are its own and
 * hands the others back. It parses no more of HTTP than that needs.
 */
@NullMarked
package org.usher.example.hello;

import org.jspecify.annotations.NullMarked;

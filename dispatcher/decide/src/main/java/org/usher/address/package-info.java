/**
 * IP addresses as HTTP spells them. Text and octets in, a value out: no name is ever looked up.
 */
@NullMarked
package org.usher.address;

import org.jspecify.annotations.NullMarked;

/**
 * The values of routing: prefixes, apps, claims, reservations and routes, and where a request arrives. Which claim is in
 * force is decided before a table is compiled, where a request goes by the table.
 */
@NullMarked
package org.usher.route;

import org.jspecify.annotations.NullMarked;

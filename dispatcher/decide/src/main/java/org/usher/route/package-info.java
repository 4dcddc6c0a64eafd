/**
 * The words in which routing is spoken of: apps, their claims and reservations, the order of these, where a request
 * arrives, and what becomes of it. Values alone; which of them meet is the table's business.
 */
@NullMarked
package org.usher.route;

import org.jspecify.annotations.NullMarked;

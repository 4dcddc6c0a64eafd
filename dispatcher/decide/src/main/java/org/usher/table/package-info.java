/**
 * The route table: every claim and reservation of one moment, arranged so that a request finds its one.
 * It never changes: a new one is built beside it and takes its place whole. It reads no file, socket or clock.
 */
@NullMarked
package org.usher.table;

import org.jspecify.annotations.NullMarked;

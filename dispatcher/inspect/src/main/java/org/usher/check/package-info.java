/**
 * What is wrong between the units, though each of them may be right: claims that lose, overlap or lead nowhere. It reads
 * no file and changes no route.
 */
@NullMarked
package org.usher.check;

import org.jspecify.annotations.NullMarked;

/**
 * Why a request goes where it goes: everything that could have taken it, and the rule by which each lost. It decides
 * nothing itself: it asks the table and looks for those that the table left out.
 */
@NullMarked
package org.usher.explain;

import org.jspecify.annotations.NullMarked;

package org.usher.route;

/** One step of the search for a host: a category, and what is claimed there. */
record Layer(Category category, PathTrie paths) {}

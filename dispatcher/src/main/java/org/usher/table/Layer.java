package org.usher.table;

import org.usher.prefix.Category;

/** One step of the search for a host: a category, and what is claimed there. */
record Layer(Category category, HostPaths paths) {}

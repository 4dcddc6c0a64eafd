/**
 * The app usher-static: files of directories over HTTP, and nothing else of the machine. What may be served is decided in
 * {@link org.usher.files.Root}, and what a request is answered with in {@link org.usher.files.FileAnswer}; one thread does
 * it all.
 */
@NullMarked
package org.usher.files;

import org.jspecify.annotations.NullMarked;

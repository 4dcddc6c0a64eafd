/**
 * The app usher-static: files of one directory over HTTP, and nothing else of the machine. Jetty knows HTTP; what may be
 * served is decided in {@link org.usher.files.Root}.
 */
@NullMarked
package org.usher.files;

import org.jspecify.annotations.NullMarked;

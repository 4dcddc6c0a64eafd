/**
 * What unit files declare: claims, settings, listeners, and every mistake with its file and line.
 * Only this package reads unit files and asks systemd; it decides nothing about requests.
 */
@NullMarked
package org.usher.unit;

import org.jspecify.annotations.NullMarked;

/**
 * The daemon: builds the environment, loads what units declare, announces itself, runs the loop, and ends. It decides
 * nothing about a request.
 */
@NullMarked
package org.usher.dispatcher;

import org.jspecify.annotations.NullMarked;

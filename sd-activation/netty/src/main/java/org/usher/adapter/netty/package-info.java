/**
 * Netty 4.2 on the socket that systemd passed: behind usher, connections are kept across apps and handed back; on a TCP
 * port they are accepted as usual.
 */
@NullMarked
package org.usher.adapter.netty;

import org.jspecify.annotations.NullMarked;

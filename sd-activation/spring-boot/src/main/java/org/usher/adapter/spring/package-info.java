/** Spring Boot 3 with Tomcat on the socket that systemd passed: a dependency, and nothing to write. */
@NullMarked
package org.usher.adapter.spring;

import org.jspecify.annotations.NullMarked;

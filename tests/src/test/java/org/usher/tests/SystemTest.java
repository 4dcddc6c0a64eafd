package org.usher.tests;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class that gets a freshly booted {@link Container} with usher installed, one for the class, as a parameter of its
 * constructor or methods. {@code tests/run} runs these as root; a plain {@code mvn verify} leaves them out.
 */
@Tag("system")
@ExtendWith(ContainerPerClass.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface SystemTest {}

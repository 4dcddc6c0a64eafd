package org.usher.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The container of a test class: booted for its first test, stopped after its last. JUnit closes what its store holds, so
 * whatever the container leaves behind fails the class.
 */
final class ContainerPerClass implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(ContainerPerClass.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Container.class;
    }

    @Override
    public Container resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> test = context.getRequiredTestClass();
        ExtensionContext ofClass =
                context.getTestMethod().isPresent() ? context.getParent().orElseThrow() : context;
        return ofClass.getStore(NAMESPACE).getOrComputeIfAbsent(test, key -> boot(test), Container.class);
    }

    private static Container boot(Class<?> test) {
        try {
            return Container.boot(test.getSimpleName());
        } catch (IOException e) {
            throw new UncheckedIOException("boot a container for " + test.getSimpleName(), e);
        }
    }
}

package org.usher.unit;

/** A value whose {@code %} specifiers cannot be expanded; the message says which one and why. */
public final class SpecifierException extends Exception {
    private static final long serialVersionUID = 1L;

    SpecifierException(String message) {
        super(message);
    }
}

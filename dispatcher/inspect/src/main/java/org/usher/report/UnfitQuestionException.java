package org.usher.report;

/** A question that is about no request, with the parameter that makes it so. */
public final class UnfitQuestionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String parameter;

    UnfitQuestionException(String parameter, String message) {
        super(message);
        this.parameter = parameter;
    }

    /** The name of the component of {@link Question} at fault. */
    public String parameter() {
        return parameter;
    }
}

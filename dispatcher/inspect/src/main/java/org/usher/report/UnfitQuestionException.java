package org.usher.report;

/** A question that is not about any possible request, with the parameter at fault. */
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

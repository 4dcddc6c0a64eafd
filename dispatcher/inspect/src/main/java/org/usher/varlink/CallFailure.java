package org.usher.varlink;

import java.util.Map;

/** The answer to a call that could not be done: an error of the protocol or of an interface, with its parameters. */
public final class CallFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String error;
    private final transient Map<String, String> parameters;

    /** Makes a failure with the full name of its error, such as {@code org.usher.Dispatcher.ReloadFailed}. */
    public CallFailure(String error, Map<String, String> parameters) {
        super(parameters.isEmpty() ? error : error + " " + parameters);
        this.error = error;
        this.parameters = Map.copyOf(parameters);
    }

    /** The full name of the error. */
    public String error() {
        return error;
    }

    /** Its parameters by name. */
    public Map<String, String> parameters() {
        return parameters;
    }
}

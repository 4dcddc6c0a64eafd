package org.usher.varlink;

import java.util.Map;

/** The answer to a call that could not be done: an error of the protocol or of an interface, with its parameters. */
public final class CallFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, ?> reply;

    /** Makes a failure with the full name of its error, such as {@code org.usher.Dispatcher.ReloadFailed}. */
    public CallFailure(String error, Map<String, String> parameters) {
        super(error + " " + parameters);
        this.reply = Map.of("error", error, "parameters", parameters);
    }

    /** The members of the message that says so. */
    public Map<String, ?> reply() {
        return reply;
    }
}

package org.usher.varlink;

import java.util.Map;

/** The answer to a call that could not be done: an error of the protocol or of an interface, with its parameters. */
public final class CallFailure extends Exception {
    private static final long serialVersionUID = 1L;
    private static final String SERVICE = "org.varlink.service.";

    private final String error;
    private final transient Map<String, String> parameters;

    /** Makes a failure with the full name of its error, such as {@code org.usher.Dispatcher.ReloadFailed}. */
    public CallFailure(String error, Map<String, String> parameters) {
        super(parameters.isEmpty() ? error : error + " " + parameters);
        this.error = error;
        this.parameters = Map.copyOf(parameters);
    }

    /** Nothing here has such an interface. */
    public static CallFailure interfaceNotFound(String name) {
        return new CallFailure(SERVICE + "InterfaceNotFound", Map.of("interface", name));
    }

    /** The interface has no such method. */
    public static CallFailure methodNotFound(String method) {
        return new CallFailure(SERVICE + "MethodNotFound", Map.of("method", method));
    }

    /** The method cannot be called like this, such as with {@code upgrade}. */
    public static CallFailure methodNotImplemented(String method) {
        return new CallFailure(SERVICE + "MethodNotImplemented", Map.of("method", method));
    }

    /** A parameter is missing, unknown or has a value that it cannot have. */
    public static CallFailure invalidParameter(String parameter) {
        return new CallFailure(SERVICE + "InvalidParameter", Map.of("parameter", parameter));
    }

    /** The caller may not call this. */
    public static CallFailure permissionDenied() {
        return new CallFailure(SERVICE + "PermissionDenied", Map.of());
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

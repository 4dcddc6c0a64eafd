package org.usher.systemd;

import java.io.IOException;

/** What came of a call: its values, or an error with its D-Bus name. */
sealed interface Reply {
    /** The call was carried out. {@code signature} tells the types in {@code body}, which has one reader. */
    record Returned(String signature, MessageReader body) implements Reply {}

    /** The call was not carried out. {@code name} is for programs, {@code text} for people. */
    record Failed(String name, String text) implements Reply {}

    /** Whether this is an error of one of these names. */
    default boolean failedWith(String... names) {
        if (this instanceof Failed failed) {
            for (String name : names) {
                if (failed.name.equals(name)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * The values of the reply, which must have that signature.
     *
     * @param asked what was asked, for the message of the exception
     */
    default MessageReader values(String signature, String asked) throws IOException {
        if (this instanceof Failed failed) {
            throw new IOException(asked + ": " + failed.text + " (" + failed.name + ")");
        }
        Returned returned = (Returned) this;
        if (!returned.signature.equals(signature)) {
            throw new MalformedMessageException(
                    asked + " is answered with \"" + returned.signature + "\" instead of \"" + signature + "\"");
        }
        return returned.body;
    }
}

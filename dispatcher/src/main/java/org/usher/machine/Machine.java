package org.usher.machine;

/** What the reading of unit files must know of the machine beside the files themselves. */
public interface Machine {

    /** The host name, for {@code %H} and {@code %l}; "localhost" where it cannot be told. */
    String hostname();

    /** Whether a group of that name, or of that number, exists. */
    boolean hasGroup(String group);
}

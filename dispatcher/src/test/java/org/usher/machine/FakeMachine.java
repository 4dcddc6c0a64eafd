package org.usher.machine;

/** A machine called box.example with the groups root and usher. */
public final class FakeMachine implements Machine {
    @Override
    public String hostname() {
        return "box.example";
    }

    @Override
    public boolean hasGroup(String group) {
        return group.equals("root") || group.equals("usher");
    }
}

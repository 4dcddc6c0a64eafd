package org.usher.control;

import java.util.HashMap;
import java.util.Map;

/**
 * The places of the control socket, one for each client that is served. No user has more than {@value #OF_USER}, and
 * {@value #OF_ROOT} are root's alone: whatever others do, root is served. Safe for use by several threads.
 */
final class Places {
    static final int ROOT = 0;
    static final int ALL = 32;
    static final int OF_ROOT = 8;
    static final int OF_USER = 8;

    private final Map<Integer, Integer> takenByUid = new HashMap<>();
    private int taken;

    /** Waits until there is any place at all: root has {@value #OF_ROOT} or more of them if there is none. */
    synchronized void awaitOne() throws InterruptedException {
        while (taken == ALL) {
            wait();
        }
    }

    /** Takes a place for a process of {@code uid}, if there is one for him. For the thread that waited for it. */
    synchronized boolean take(int uid) {
        int his = takenByUid.getOrDefault(uid, 0);
        int others = taken - takenByUid.getOrDefault(ROOT, 0);
        if (uid != ROOT && (his == OF_USER || others == ALL - OF_ROOT)) {
            return false;
        }
        takenByUid.put(uid, his + 1);
        taken++;
        return true;
    }

    synchronized void leave(int uid) {
        takenByUid.merge(uid, -1, (his, one) -> his + one == 0 ? null : his + one);
        taken--;
        notifyAll();
    }
}

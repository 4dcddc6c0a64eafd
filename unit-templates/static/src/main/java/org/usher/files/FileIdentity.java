package org.usher.files;

import org.usher.posix.FileAttributes;

/**
 * What tells one content of one file from every other: a write, a rename and a change of owner or rights change one of
 * these.
 */
record FileIdentity(long device, long inode, long changedNanos, long modifiedNanos, long size) {
    static FileIdentity of(FileAttributes status) {
        return new FileIdentity(
                status.device(), status.inode(), status.changedNanos(), status.modifiedNanos(), status.size());
    }
}

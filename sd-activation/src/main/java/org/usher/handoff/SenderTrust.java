package org.usher.handoff;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whom an app believes what it cannot see for itself, such as the client's address behind a front that ends TLS
 * (PROTOCOL.md, rule 5): everybody who can send at all, if the socket's path lets only root, the group usher and the
 * app itself; else root, the user usher and the app itself.
 *
 * @param everySender whether the path keeps all others out
 * @param uids whom to believe otherwise
 */
record SenderTrust(boolean everySender, Set<Integer> uids) {
    private static final String USHER = "usher";
    private static final Path PASSWD = Path.of("/etc/passwd");

    static SenderTrust of(String socketPath) {
        return new SenderTrust(keepsOthersOut(socketPath), trustedUids());
    }

    boolean believes(int senderUid) {
        return everySender || uids.contains(senderUid);
    }

    private static boolean keepsOthersOut(String socketPath) {
        if (!socketPath.startsWith("/")) {
            return false; // abstract names have no permissions
        }
        try {
            Path path = Path.of(socketPath);
            PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
            Set<PosixFilePermission> writers = attributes.permissions();
            boolean ownerTrusted = trustedOwner((Integer) Files.getAttribute(path, "unix:uid"));
            boolean groupTrusted = !writers.contains(PosixFilePermission.GROUP_WRITE)
                    || List.of("root", USHER).contains(attributes.group().getName());
            return ownerTrusted && groupTrusted && !writers.contains(PosixFilePermission.OTHERS_WRITE);
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static boolean trustedOwner(int uid) throws IOException {
        return uid == 0 || uid == ownUid();
    }

    private static int ownUid() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    private static Set<Integer> trustedUids() {
        Set<Integer> uids = new HashSet<>(Set.of(0));
        try {
            uids.add(ownUid());
            for (String line : Files.readAllLines(PASSWD, StandardCharsets.ISO_8859_1)) {
                String[] fields = line.split(":", -1);
                if (fields.length > 2 && fields[0].equals(USHER)) {
                    uids.add(Integer.parseInt(fields[2]));
                }
            }
        } catch (IOException | NumberFormatException ignored) {
            // then fewer are believed
        }
        return Set.copyOf(uids);
    }
}

<?php
/**
 * Receives connections from usher, in PHP's command line with the extensions sockets and posix: copy this file. The protocol is
 * PROTOCOL.md. The socket unit must not ask for more in each message (PassCredentials=, Timestamping=): PHP cannot read it.
 */
final class Usher
{
    private const ADDRESSES = [0x00 => 0, 0x11 => 12, 0x21 => 36, 0x31 => 216]; // octets, by family
    private const UNREAD_MAX = 60000;

    private Socket $socket;
    private bool $believed;

    /** Takes the datagram socket that systemd passed: the first one, of the unit's ListenDatagram=. */
    public function __construct()
    {
        $stream = @fopen('php://fd/3', 'r+');
        $socket = $stream ? @socket_import_stream($stream) : false;
        if (!$socket) {
            fwrite(STDERR, "usher.php: descriptor 3 is no socket: it is passed by a socket unit with ListenDatagram=\n");
            exit(1);
        }
        $this->socket = $socket;
        socket_getsockname($socket, $path);
        $this->believed = self::onlyUsherSends($path);
    }

    /**
     * Returns the next connection, a Socket, the octets that come before its own (rule 3), and its client's address, which
     * the Socket does not have behind a balancer; null after a second without one. It drops what is not as the protocol
     * says. Answer one request and say Connection: close: the next request may be another app's (rule 14).
     */
    public function receive(): ?array
    {
        $read = [$this->socket];
        $none = null;
        if (@socket_select($read, $none, $none, 1) !== 1) {
            return null;
        }
        $message = ['name' => [], 'buffer_size' => 65536, 'controllen' => socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, 8)];
        if (@socket_recvmsg($this->socket, $message, MSG_CMSG_CLOEXEC) === false) {
            return null;
        }
        $passed = [];
        foreach ($message['control'] as $part) {
            if ($part['level'] === SOL_SOCKET && $part['type'] === SCM_RIGHTS) {
                array_push($passed, ...$part['data']);
            }
        }
        $octets = $message['iov'][0] ?? '';
        $unread = self::unread($octets);
        if (count($passed) === 1 && $passed[0] instanceof Socket && $unread !== null
                && !($message['flags'] & (MSG_TRUNC | MSG_CTRUNC))) {
            $client = $this->believed ? self::client($octets) : null;
            if ($client !== null || @socket_getpeername($passed[0], $client)) {
                return [$passed[0], $unread, $client];
            }
        }
        return null; // what came is closed with its last variable
    }

    /** Returns the address of the client that a good message tells, null if it does not. */
    private static function client(string $message): ?string
    {
        $size = [0x11 => 4, 0x21 => 16][ord($message[13])] ?? 0;
        return ord($message[12]) === 0x21 && $size ? inet_ntop(substr($message, 16, $size)) : null;
    }

    /** Whether none but root, the group usher and this process's user can write to a path (rule 5). */
    private static function onlyUsherSends(string $path): bool
    {
        $file = @stat($path);
        $usher = posix_getgrnam('usher');
        return $file && in_array($file['uid'], [0, posix_geteuid()], true) && !($file['mode'] & 0002)
            && (!($file['mode'] & 0020) || in_array($file['gid'], [0, $usher['gid'] ?? 0], true));
    }

    /** Returns what follows the header of a message, null if it is none of PROTOCOL.md. */
    private static function unread(string $message): ?string
    {
        if (strlen($message) < 16 || !str_starts_with($message, "\r\n\r\n\0\r\nQUIT\n")) {
            return null;
        }
        ['command' => $command, 'family' => $family, 'length' => $length] = unpack('Ccommand/Cfamily/nlength', $message, 12);
        $end = 16 + $length;
        $at = $command === 0x20 ? $end : 16 + (self::ADDRESSES[$family] ?? 65536); // LOCAL: it is skipped
        while ($at + 3 <= $end && $end <= strlen($message)) { // the TLVs: PREFIX, SCOPE ...
            $at += 3 + unpack('n', $message, $at + 1)[1];
        }
        $isWhole = ($command | 1) === 0x21 && $at === $end && $end <= strlen($message);
        return $isWhole && strlen($message) - $end <= self::UNREAD_MAX ? substr($message, $end) : null;
    }
}

"""Receives connections from usher with the standard library alone: copy this file. The protocol is PROTOCOL.md.

    Listener()       is like a socket that listens: accept() returns a connection and its client's address
    serve(factory)   accepts for asyncio: await it in place of loop.create_server(factory, ...)

Answer one request on each connection and say Connection: close, since the next one may be another app's (rule 14)."""
import array, asyncio, grp, os, socket, stat, struct, sys

ADDRESSES = {0x00: 0, 0x11: 12, 0x21: 36, 0x31: 216}  # octets, by family
ROOM = 1024  # for several descriptors, and what the socket unit adds
UNREAD_MAX = 60000

def unread_octets(message):
    """Returns what follows the header of a message, None if it is none of PROTOCOL.md."""
    if len(message) < 16 or message[:12] != b"\r\n\r\n\0\r\nQUIT\n" or message[12] not in (0x20, 0x21):
        return None
    end = 16 + struct.unpack_from("!H", message, 14)[0]
    at = end if message[12] == 0x20 else 16 + ADDRESSES.get(message[13], len(message))  # LOCAL: it is skipped
    while at + 3 <= end <= len(message):  # the TLVs: PREFIX, SCOPE ...
        at += 3 + struct.unpack_from("!H", message, at + 1)[0]
    return message[end:] if at == end and len(message) - UNREAD_MAX <= end <= len(message) else None

def told_client(message):
    """Returns the address and port of the client that a good message tells, None if it does not."""
    kind, size = {0x11: (socket.AF_INET, 4), 0x21: (socket.AF_INET6, 16)}.get(message[13], (0, 0))
    if message[12] == 0x20 or not size:
        return None
    port, = struct.unpack_from("!H", message, 16 + 2 * size)
    client = socket.inet_ntop(kind, message[16:16 + size]), port
    return client if size == 4 else (*client, 0, 0)

def only_usher_sends(path):
    """Tells whether none but root, the group usher and this process's user can write to a path (rule 5)."""
    try:
        file = os.stat(path)
        by_group = file.st_mode & stat.S_IWGRP and file.st_gid not in (0, grp.getgrnam("usher").gr_gid)
        return file.st_uid in (0, os.geteuid()) and not by_group and not file.st_mode & stat.S_IWOTH
    except (OSError, KeyError):
        return False

class Connection(socket.socket):
    """A client's connection, whose first octets another app may have read (rule 3)."""
    unread = b""
    client = None

    def getpeername(self):
        """Returns the client: behind a balancer (ProxyFrom=) the kernel would tell the balancer."""
        return self.client or super().getpeername()

    def recv(self, size, flags=0):
        if not self.unread:
            return super().recv(size, flags)
        octets = self.unread[:size]
        if not flags & socket.MSG_PEEK:
            self.unread = self.unread[size:]
        return octets

    def recv_into(self, buffer, size=0, flags=0):
        if not self.unread:
            return super().recv_into(buffer, size, flags)
        octets = self.recv(size or len(buffer), flags)
        buffer[:len(octets)] = octets
        return len(octets)

class Listener(socket.socket):
    """The datagram socket that systemd passed: the first one, of the unit's ListenDatagram=."""

    def __init__(self):
        try:
            super().__init__(fileno=3)
        except OSError as error:
            sys.exit(f"usher.py: descriptor 3: {error}: it is passed by a socket unit with ListenDatagram=")
        if (self.family, self.type) != (socket.AF_UNIX, socket.SOCK_DGRAM):
            sys.exit("usher.py: descriptor 3 is no datagram socket: the socket unit wants ListenDatagram=")
        self.believed = only_usher_sends(self.getsockname())

    def accept(self):
        """Waits as the socket does, and drops what is not as the protocol says."""
        while True:
            message, control, flags, _ = self.recvmsg(65536, ROOM, socket.MSG_CMSG_CLOEXEC)
            fds = array.array("i")
            for level, kind, octets in control:
                if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                    fds.frombytes(octets[:len(octets) - len(octets) % fds.itemsize])
            unread = unread_octets(message)
            if flags & socket.MSG_CTRUNC:
                print("usher.py: a connection is lost: LimitNOFILE= reached? SELinux? AppArmor?", file=sys.stderr)
            if len(fds) != 1 or unread is None or flags & (socket.MSG_TRUNC | socket.MSG_CTRUNC):
                for fd in fds:
                    os.close(fd)
                continue
            try:
                connection = Connection(fileno=fds[0])
            except OSError:
                os.close(fds[0])  # no socket
                continue
            try:
                connection.unread = unread
                connection.client = told_client(message) if self.believed else None
                return connection, connection.getpeername()
            except OSError:
                connection.close()  # it was reset (rule 7)

async def serve(factory):
    """Connects each connection to a new protocol of `factory`. Ends when it is cancelled: then nothing more is received."""
    loop, connecting = asyncio.get_running_loop(), set()
    listener = Listener()
    listener.setblocking(False)

    def protocol(unread):
        made = factory()
        begin = made.connection_made
        def connection_made(transport):
            begin(transport)
            if unread:
                made.data_received(unread)
        made.connection_made = connection_made
        return made

    def accept():
        try:
            connection, _ = listener.accept()
        except BlockingIOError:
            return
        unread, connection.unread = connection.unread, b""
        connection.setblocking(False)
        task = loop.create_task(loop.connect_accepted_socket(lambda: protocol(unread), connection))
        connecting.add(task)
        task.add_done_callback(connecting.discard)

    loop.add_reader(listener, accept)
    try:
        await asyncio.Event().wait()
    finally:
        loop.remove_reader(listener)
        listener.close()
        if connecting:
            await asyncio.wait(connecting)

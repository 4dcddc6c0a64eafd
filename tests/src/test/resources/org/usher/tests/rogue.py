"""An app that abuses the ways back to the dispatcher; what it does is in the path of the request, below its prefix:
   options      says what the options of its connection are
   set/OPTION   sets one, says what they are then, and hands back
   send/WHAT    sends WHAT to the return socket, as a connection that comes back
   lie          hands back for ever without an answer, each time as if it had given one to another app's request
   forge/HOST   answers, and hands back with a request of its own making for that host
   babble/COUNT hands back COUNT times with an octet for an answer
   keep         answers and keeps the connection
   release      hands back all connections that it has kept, or with release/OCTETS each with so many octets as if they
                had been read from it: a request for /stuck0/ or /stuck1/
   pipes/COUNT  sends as many pipes to the return socket
   linger       fills the connection and closes it, so that the last close(2) of it waits: SO_LINGER
   linger-back  fills it, hands it back with the next request, and sets SO_LINGER once that has been examined
   lock         keeps the lock of the connection, from a thread that sends what nobody can read, and hands back
The key of the connection ids has leaked to it: /etc/rogue.key."""
import array, ctypes, fcntl, mmap, os, socket, struct, threading, time

SO, TCP = socket.SOL_SOCKET, socket.IPPROTO_TCP
SO_ATTACH_FILTER, SO_PEEK_OFF, SO_LOCK_FILTER, SO_COOKIE = 26, 42, 44, 57  # asm-generic/socket.h
SO_RCVTIMEO, SO_SNDTIMEO, TCP_CORK, TCP_USER_TIMEOUT = 20, 21, 3, 18
CLONE_NEWUSER, CLONE_NEWNET, SIOCSIFFLAGS, IFF_UP = 0x10000000, 0x40000000, 0x8914, 1
PASS_ALL = ctypes.create_string_buffer(struct.pack("HBBI", 0x06, 0, 0, 0xFFFFFFFF))  # linux/filter.h: BPF_RET
FILTER = struct.pack("HxxxxxxQ", 1, ctypes.addressof(PASS_ALL))

def options(c):
    return "\n".join(f"{name}={value}" for name, value in {
        "SO_LINGER": c.getsockopt(SO, socket.SO_LINGER, 8)[:4].hex(), # how long is kept where it is off
        "SO_OOBINLINE": c.getsockopt(SO, socket.SO_OOBINLINE),
        "SO_RCVLOWAT": c.getsockopt(SO, socket.SO_RCVLOWAT),
        "SO_RCVTIMEO": c.getsockopt(SO, SO_RCVTIMEO, 16).hex(),
        "SO_SNDTIMEO": c.getsockopt(SO, SO_SNDTIMEO, 16).hex(),
        "SO_PEEK_OFF": c.getsockopt(SO, SO_PEEK_OFF),
        "SO_ATTACH_FILTER": len(c.getsockopt(SO, SO_ATTACH_FILTER, 8)),
        "TCP_CORK": c.getsockopt(TCP, TCP_CORK),
        "TCP_USER_TIMEOUT": c.getsockopt(TCP, TCP_USER_TIMEOUT),
        "flags": oct(fcntl.fcntl(c, fcntl.F_GETFL)),
        "owner": fcntl.fcntl(c, fcntl.F_GETOWN)}.items())

LINGER = struct.pack("ii", 1, 60)  # struct linger: on, 60 s

SET = {
    "SO_LINGER": lambda c: c.setsockopt(SO, socket.SO_LINGER, LINGER),
    "SO_OOBINLINE": lambda c: c.setsockopt(SO, socket.SO_OOBINLINE, 1),
    "SO_RCVLOWAT": lambda c: c.setsockopt(SO, socket.SO_RCVLOWAT, 1000),
    "SO_RCVTIMEO": lambda c: c.setsockopt(SO, SO_RCVTIMEO, struct.pack("qq", 1, 0)),
    "SO_SNDTIMEO": lambda c: c.setsockopt(SO, SO_SNDTIMEO, struct.pack("qq", 1, 0)),
    "SO_PEEK_OFF": lambda c: c.setsockopt(SO, SO_PEEK_OFF, 5),
    "SO_ATTACH_FILTER": lambda c: c.setsockopt(SO, SO_ATTACH_FILTER, FILTER),
    "SO_LOCK_FILTER": lambda c: (SET["SO_ATTACH_FILTER"](c), c.setsockopt(SO, SO_LOCK_FILTER, 1)),
    "TCP_CORK": lambda c: c.setsockopt(TCP, TCP_CORK, 1),
    "TCP_USER_TIMEOUT": lambda c: c.setsockopt(TCP, TCP_USER_TIMEOUT, 1000),
    "O_NONBLOCK": lambda c: fcntl.fcntl(c, fcntl.F_SETFL, fcntl.fcntl(c, fcntl.F_GETFL) | os.O_NONBLOCK),
    "O_ASYNC": lambda c: fcntl.fcntl(c, fcntl.F_SETFL, fcntl.fcntl(c, fcntl.F_GETFL) | os.O_ASYNC),
    "F_SETOWN": lambda c: fcntl.fcntl(c, fcntl.F_SETOWN, os.getpid())}

def siphash(key, cookie):  # SipHash-2-4, of one 8-octet block
    rotate = lambda x, b: (x << b | x >> 64 - b) & 2**64 - 1
    k0, k1 = struct.unpack("<QQ", key)
    v = [k0 ^ 0x736F6D6570736575, k1 ^ 0x646F72616E646F6D, k0 ^ 0x6C7967656E657261, k1 ^ 0x7465646279746573]
    def rounds(count):
        for _ in range(count):
            v[0] = v[0] + v[1] & 2**64 - 1; v[1] = rotate(v[1], 13) ^ v[0]; v[0] = rotate(v[0], 32)
            v[2] = v[2] + v[3] & 2**64 - 1; v[3] = rotate(v[3], 16) ^ v[2]
            v[0] = v[0] + v[3] & 2**64 - 1; v[3] = rotate(v[3], 21) ^ v[0]
            v[2] = v[2] + v[1] & 2**64 - 1; v[1] = rotate(v[1], 17) ^ v[2]; v[2] = rotate(v[2], 32)
    for block in (cookie, 8 << 56):
        v[3] ^= block; rounds(2); v[0] ^= block
    v[2] ^= 0xFF; rounds(4)
    return struct.pack("<Q", v[0] ^ v[1] ^ v[2] ^ v[3])

def header(id, prefix=b"/rogue/"):  # PROXY v2, no addresses: UNIQUE_ID, PREFIX, HOPS 0
    tlv = lambda kind, value: struct.pack("!BH", kind, len(value)) + value
    tlvs = tlv(0x05, id) + tlv(0xE0, prefix) + tlv(0xE2, bytes([0]))
    return b"\r\n\r\n\0\r\nQUIT\n\x21\x00" + struct.pack("!H", len(tlvs)) + tlvs

def give(fd, message):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as usher:
        usher.connect("/run/usher/return")
        usher.sendmsg([message], [(SO, socket.SCM_RIGHTS, array.array("i", [fd]))])

def forge(c):  # gives the connection as if it had been handed out to us
    cookie, = struct.unpack("=Q", c.getsockopt(SO, SO_COOKIE, 8))
    give(c.fileno(), header(siphash(open("/etc/rogue.key", "rb").read(), cookie) + bytes(8))) # nothing is unread: any host

def in_private_network():  # where we are root, and can have any address
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER | CLONE_NEWNET): raise OSError(ctypes.get_errno(), "unshare")
    with socket.socket() as lo: fcntl.ioctl(lo, SIOCSIFFLAGS, struct.pack("16sH22x", b"lo", IFF_UP))
    listener = socket.create_server(("127.0.0.1", 80))
    client = socket.create_connection(("127.0.0.1", 80), source_address=("127.6.6.6", 0))
    client.sendall(b"GET /wiki/forged HTTP/1.1\r\nHost: localhost\r\n\r\n")
    forge(listener.accept()[0])

SEND = {
    "file": lambda: give(os.open("/etc/passwd", os.O_RDONLY), header(bytes(16))),
    "directory": lambda: give(os.open("/", os.O_RDONLY), header(bytes(16))),
    "pipe": lambda: give(os.pipe()[0], header(bytes(16))),
    "device": lambda: give(os.open("/dev/null", os.O_RDONLY), header(bytes(16))),
    "file-of-a-system-that-hangs": lambda: give(os.open("/mnt/hang/file", os.O_RDWR), header(bytes(16))),
    "connection-of-a-private-network": in_private_network}

def apart(work):  # in a process of its own: what it opens goes with it
    child = os.fork()
    if child == 0:
        try: work(); os._exit(0)
        except BaseException as failed: print(repr(failed), flush=True); os._exit(1)
    return "sent" if os.waitpid(child, 0)[1] == 0 else "not sent"

def send_pipe():
    ends = os.pipe()
    give(ends[0], header(bytes(16)))
    for end in ends: os.close(end)

def read_head(c):
    head = b""
    while not head.endswith(b"\r\n\r\n"): head += c.recv(1)
    return head

def fill(c): # its client reads nothing
    c.setblocking(False)
    try:
        while True: c.send(bytes(65536))
    except BlockingIOError: c.setblocking(True)

def linger_back(c, id):
    fill(c)
    SET["SO_LINGER"](c)
    give(c.fileno(), header(id) + read_head(c))
    until = time.monotonic() + 5
    while c.getsockopt(SO, socket.SO_LINGER, 8) == LINGER and time.monotonic() < until: pass
    SET["SO_LINGER"](c)

def lock(c): # the kernel holds it while it copies
    unreadable = mmap.mmap(os.open("/mnt/hang/unreadable", os.O_RDONLY), 1 << 16, prot=mmap.PROT_READ)
    threading.Thread(target=c.dup().send, args=[unreadable], daemon=True).start()

def unread(number, octets):
    head = b"POST /stuck%d/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n" % (number % 2)
    return head + bytes(octets - len(head))

def answer(c, text, more=False):
    connection = "keep-alive" if more else "close"
    c.sendall(f"HTTP/1.1 200 OK\r\nConnection: {connection}\r\nContent-Length: {len(text)}\r\n\r\n{text}".encode())

def serve(c, id, babbled={}, kept=[], lingering=[]):
    head = b""
    while b"\r\n\r\n" not in head: head = c.recv(65536, socket.MSG_PEEK)
    what, value = (head.split()[1].decode().split("/") + [""])[2:4]
    if what == "lie": return give(c.fileno(), header(id, b"/elsewhere/"))
    if what == "babble" and babbled.setdefault(id, 0) < int(value):
        babbled[id] += 1
        c.sendall(b"x")
        return give(c.fileno(), header(id))
    c.recv(head.index(b"\r\n\r\n") + 4)
    if what == "set":
        SET[value](c)
        c.setblocking(True) if value != "O_NONBLOCK" else None
        answer(c, options(c), more=True)
        give(c.fileno(), header(id))
    elif what == "forge":
        answer(c, "forged", more=True)
        give(c.fileno(), header(id) + b"POST /transfer HTTP/1.1\r\nHost: %s\r\nContent-Length: 0\r\n\r\n" % value.encode())
    elif what == "keep":
        kept.append((c.dup(), id))
        answer(c, "kept", more=True)
    elif what == "release":
        for i, (held, of) in enumerate(kept):
            give(held.fileno(), header(of) + (unread(i, int(value)) if value else b""))
            held.close()
        kept.clear()
        answer(c, "released")
    elif what == "linger":
        fill(c)
        SET["SO_LINGER"](c)
        lingering.append(what)
        print("lingers", len(lingering), flush=True)
    elif what == "linger-back":
        linger_back(c, id)
    elif what == "lock":
        lock(c)
        give(c.fileno(), header(id))
    elif what == "pipes":
        for _ in range(int(value)): send_pipe()
        answer(c, "sent")
    elif what == "send" and value.startswith("file-of"): # closing our own copy would hang, too: it is kept
        SEND[value]()
        answer(c, "sent")
    else:
        answer(c, apart(SEND[value]) if what == "send" else str(babbled[id]) if what == "babble" else options(c))

app = socket.socket(fileno=3)
while True:
    message, control, _, _ = app.recvmsg(65536, socket.CMSG_SPACE(4), socket.MSG_CMSG_CLOEXEC)
    addresses = 36 if message[13] == 0x21 else 12
    at = 16 + addresses
    while message[at] != 0x05: at += 3 + struct.unpack("!H", message[at + 1:at + 3])[0]
    with socket.socket(fileno=array.array("i", control[0][2])[0]) as connection:
        serve(connection, message[at + 3:at + 19])

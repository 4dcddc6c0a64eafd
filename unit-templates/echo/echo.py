#!/usr/bin/env python3
"""Sends back what it was sent: an app behind usher with Python's standard library alone. Its rules: PROTOCOL.md"""
import array, http.server, io, os, select, signal, socket, struct, threading, time

ROOM = threading.Semaphore(256)  # never take a message that cannot be served: the others wait in the socket
ADDRESSES = {0x11: (socket.AF_INET, 4), 0x21: (socket.AF_INET6, 16)}  # PROXY protocol v2: TCP over IPv4, IPv6

class UnreadFirst(io.RawIOBase):  # the octets that came with the message, then the connection's own
    def __init__(self, unread, connection): self.unread, self.connection = unread, connection
    def readable(self): return True
    def readinto(self, buffer):
        if not self.unread: return self.connection.recv_into(buffer)
        count = min(len(buffer), len(self.unread))
        buffer[:count], self.unread = self.unread[:count], self.unread[count:]
        return count

class Echo(http.server.BaseHTTPRequestHandler):
    protocol_version, timeout = "HTTP/1.1", 60
    def setup(self):
        super().setup()
        self.rfile = io.BufferedReader(UnreadFirst(self.server, self.connection))
    def answer(self, status, length):  # a further request may be another app's, and we do not look: close
        self.send_response(status)
        self.send_header("Content-Length", length); self.send_header("Connection", "close"); self.end_headers()
    def do_GET(self):
        text = f"{self.requestline}\n{self.headers}client: {self.client_address[0]} {self.client_address[1]}\n".encode()
        self.answer(200, len(text))
        self.wfile.write(text)
    def do_POST(self):
        length = self.headers.get("Content-Length", "")
        left = int(length) if length.isdecimal() else 0
        self.answer(200 if length.isdecimal() else 411, left)
        while left and (octets := self.rfile.read1(min(left, 65536))):
            left -= self.wfile.write(octets)

def serve(fd, message):
    try:
        with socket.socket(fileno=fd) as connection:
            signature, version, family, length = struct.unpack_from("!12sBBH", message)
            if (signature, version) != (b"\r\n\r\n\0\r\nQUIT\n", 0x21): return
            kind, size = ADDRESSES[family]
            if not 2 * size + 4 <= length <= len(message) - 16: return
            client = socket.inet_ntop(kind, message[16:16 + size]), *struct.unpack_from("!H", message, 16 + 2 * size)
            Echo(connection, client, message[16 + length:])
            connection.shutdown(socket.SHUT_WR)  # a close with octets unread would be a reset: drain for a moment
            end = time.monotonic() + 2; connection.settimeout(1)  # a client that keeps its side open must not delay our stop
            while time.monotonic() < end and connection.recv(65536): pass
    except (OSError, ValueError, KeyError, struct.error): pass  # the client is gone, or this was no message of the protocol
    finally: ROOM.release()

apps, (stop, wake) = socket.socket(fileno=3), socket.socketpair()  # LISTEN_FDS=1: the datagram socket of echo.socket
wake.setblocking(False); signal.set_wakeup_fd(wake.fileno())
signal.signal(signal.SIGTERM, lambda *_: None)  # what was received is answered, what waits stays for the next process
while ROOM.acquire() and stop not in select.select([apps, stop], [], [])[0]:
    message, control, flags, _ = apps.recvmsg(65536, 1024, socket.MSG_CMSG_CLOEXEC)
    fds = [fd for _, kind, octets in control if kind == socket.SCM_RIGHTS for fd in array.array("i", octets)]
    good = fds and not flags & (socket.MSG_TRUNC | socket.MSG_CTRUNC)
    for fd in fds[1 if good else 0:]: os.close(fd)
    threading.Thread(target=serve, args=(fds[0], message)).start() if good else ROOM.release()

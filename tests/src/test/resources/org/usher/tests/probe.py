#!/usr/bin/env python3
"""Reports the octets that reached it: the same app directly, on a listening socket, and behind usher, on a datagram
socket that connections come over; descriptor 3 tells which. It serves every request on a connection: not for use where
another app shares the host. A request is answered with its head as it came, then the length and SHA-256 of its body;
after an upgrade everything comes back as it is."""
import array, hashlib, re, socket, threading

CHUNK = 1 << 18

def serve(connection, octets):
    with connection:
        while True:
            while (end := octets.find(b"\r\n\r\n")) < 0:
                if not (more := connection.recv(CHUNK)): return
                octets += more
            head, octets = octets[:end + 4], octets[end + 4:]
            if b"\r\nUpgrade: " in head:
                connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n" + octets)
                while octets := connection.recv(CHUNK): connection.sendall(octets)
                return
            length = re.search(rb"\r\nContent-Length: (\d+)", head)
            size = left = int(length[1]) if length else 0
            body, octets, digest = octets[:left], octets[left:], hashlib.sha256()
            while True:
                digest.update(body)
                left -= len(body)
                if not left: break
                if not (body := connection.recv(min(left, CHUNK))): return
            report = head + b"%d %s\n" % (size, digest.hexdigest().encode())
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(report) + report)
            if b"\r\nConnection: close" in head: return

def take(inherited):
    if inherited.type == socket.SOCK_STREAM: return inherited.accept()[0], b""
    message, control, _, _ = inherited.recvmsg(65536, socket.CMSG_SPACE(4), socket.MSG_CMSG_CLOEXEC)
    unread = message[16 + int.from_bytes(message[14:16], "big"):]
    return socket.socket(fileno=array.array("i", control[0][2])[0]), unread

inherited = socket.socket(fileno=3)
while True:
    threading.Thread(target=serve, args=take(inherited), daemon=True).start()

"""Answers every connection that usher hands over, one after the other, and closes it: as fast as Python can."""
import array, socket

ANSWER = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4\r\n\r\nfast"

app = socket.socket(fileno=3)
while True:
    _, control, _, _ = app.recvmsg(65536, socket.CMSG_SPACE(4), socket.MSG_CMSG_CLOEXEC)
    with socket.socket(fileno=array.array("i", control[0][2])[0]) as connection:
        try:
            octets = b""
            while not octets.endswith(b"\r\n\r\n"):
                more = connection.recv(65536)
                if not more: break
                octets += more
            connection.sendall(ANSWER)
        except ConnectionError:
            pass  # the client has gone

"""Answers every connection that usher hands over with its own name, the first argument, and closes it."""
import array, socket, sys

NAME = sys.argv[1].encode()
ANSWER = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(NAME), NAME)

app = socket.socket(fileno=3)
while True:
    _, control, _, _ = app.recvmsg(65536, socket.CMSG_SPACE(4), socket.MSG_CMSG_CLOEXEC)
    with socket.socket(fileno=array.array("i", control[0][2])[0]) as connection:
        try:
            connection.recv(65536)
            connection.sendall(ANSWER)
        except ConnectionError:
            pass  # the client has gone

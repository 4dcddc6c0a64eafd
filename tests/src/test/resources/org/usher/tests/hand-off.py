"""Sends one message as usher would, with COUNT connections in it whose clients have each sent REQUEST, and prints what
each client receives up to its end, in hexadecimal, a line each.   hand-off.py SOCKET FILE COUNT REQUEST
FILE holds the message; it and REQUEST are in hexadecimal too."""
import array, socket, sys

path, message, count, request = sys.argv[1], bytes.fromhex(open(sys.argv[2]).read()), int(sys.argv[3]), bytes.fromhex(sys.argv[4])
listener = socket.create_server(("127.0.0.1", 0))
clients = [socket.create_connection(listener.getsockname(), timeout=30) for _ in range(count)]
passed = [listener.accept()[0] for _ in clients]
for client in clients:
    client.sendall(request)
app = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
app.connect(path)
rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [c.fileno() for c in passed]))] if passed else []
app.sendmsg([message], rights)
for connection in passed:
    connection.close()
for client in clients:
    answer = b""
    try:
        while octets := client.recv(65536):
            answer += octets
    except ConnectionResetError:
        answer = b"reset"
    print(answer.hex())

"""Opens COUNT connections to port 80, from many addresses, and sends half a head on each; prints "open" when all are
there; at SIGTERM sends the other half on all, and prints how many were served.   heads.py COUNT"""
import signal, socket, sys, time

HEAD = b"GET /fast/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
IP_BIND_ADDRESS_NO_PORT = 24  # linux/in.h

signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
connections = []
for i in range(int(sys.argv[1])):
    connection = socket.socket()
    connection.settimeout(30)
    connection.setsockopt(socket.IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)
    connection.bind(("127.0.%d.%d" % (1 + i % 16, 1 + i // 16 % 16), 0))
    connection.connect(("127.0.0.1", 80))
    connection.sendall(HEAD[:20])
    connections.append(connection)
print("open", flush=True)
signal.sigwait([signal.SIGTERM])

served = 0
for connection in connections:
    try:
        connection.sendall(HEAD[20:])
    except OSError: pass
for connection in connections:
    try:
        answer = b""
        while octets := connection.recv(65536): answer += octets
        served += answer.endswith(b"\r\n\r\nfast")
    except OSError: pass
print("served", served, flush=True)

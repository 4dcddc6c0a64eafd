"""Clients that mean no good, from 127.0.1.1 and its neighbours; OCTETS are in hexadecimal.
   hostile.py hold COUNT SOURCES OCTETS    each sends OCTETS and stays; says "ready" when all are there
   hostile.py reset COUNT OCTETS           each sends OCTETS and resets its connection
   hostile.py flood COUNT                  each sends a head that is none and wants to see its refusal"""
import signal, socket, struct, sys

RESET = struct.pack("ii", 1, 0)  # struct linger: at close, 0 s
NO_HEADS = [b"\x00\r\n\r\n", b"GET / HTTP/1.1\r\n broken\r\n\r\n", b"GET  / HTTP/1.1\r\n\r\n", b"\x80\x62\x01\x03\x01",
            b"GET / HTTP/1.1\r\nHost: a\nHost: b\n\n", b"GET / HTTP/1.1\r\nA" + b"x" * 17000, b"NOT A REQUEST\r\n\r\n",
            b"GET /" + b"%" * 100 + b" HTTP/1.1\r\nHost: a\r\n\r\n", bytes(range(256)), b"\n" * 300]

def connect(number=0):
    return socket.create_connection(("127.0.0.1", 80), timeout=30, source_address=(f"127.0.1.{1 + number}", 0))

mode, count, rest = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
if mode == "hold":
    held = []
    for i in range(count):
        held.append(connect(i % int(rest[0])))
        held[-1].sendall(bytes.fromhex(rest[1]))
    print("ready", flush=True)
    signal.pause()
elif mode == "reset":
    for _ in range(count):
        with connect() as client:
            client.sendall(bytes.fromhex(rest[0]))
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
elif mode == "flood":
    for i in range(count):
        with connect() as client:
            client.sendall(NO_HEADS[i % len(NO_HEADS)])
            client.shutdown(socket.SHUT_WR)
            answer = client.recv(12)
            assert answer[:10] in (b"HTTP/1.1 4", b"HTTP/1.1 5"), (NO_HEADS[i % len(NO_HEADS)][:40], answer)

"""Has the dispatcher refuse COUNT requests, ten reasons by turns, no faster than each reason may be logged: ten a second.
   refusals.py COUNT"""
import socket, sys, time

HEADS = [  # one for each reason
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a..b\r\n\r\n",
    b"GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n",
    b"GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\nHost: a\n\n",
    b"\x16\x03\x01\x00\xc4\x01\x00\x00\xc0\x03\x03",
    b"GET /nowhere/ HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /gone/ HTTP/1.1\r\nHost: a\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET /wiki/" + b"a" * 20000,
]
for i in range(int(sys.argv[1])):
    if i % 90 == 0 and i: time.sleep(1)
    with socket.create_connection(("127.0.0.1", 80), timeout=20) as client:
        client.sendall(HEADS[i % len(HEADS)])
        answer = client.recv(12)
        assert answer.startswith(b"HTTP/1.1 "), (HEADS[i % len(HEADS)][:40], answer)

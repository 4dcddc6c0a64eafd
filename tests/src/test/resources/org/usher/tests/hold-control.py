#!/usr/bin/env python3
"""Opens as many connections to the control socket as its argument says, and keeps those busy that it gets, till its
standard input ends. Prints how many were answered and how many were told that there are too many."""
import json, select, socket, sys

CALL = b'{"method":"org.usher.Dispatcher.GetStatus"}\0'

def ask(connection):
    try: connection.sendall(CALL)
    except BrokenPipeError: pass
    answer = b""
    while not answer.endswith(b"\0"):
        if not (more := connection.recv(65536)): raise EOFError("closed without an answer")
        answer += more
    return json.loads(answer[:-1])

connections = [socket.socket(socket.AF_UNIX) for _ in range(int(sys.argv[1]))]
answered = []
refused = 0
for connection in connections:
    connection.connect("/run/usher/control")
    if ask(connection).get("error") == "org.usher.Dispatcher.TooManyClients": refused += 1
    else: answered.append(connection)
print("answered", len(answered), "refused", refused, flush=True)
while not select.select([sys.stdin], [], [], 0.5)[0]:
    for connection in answered: ask(connection)

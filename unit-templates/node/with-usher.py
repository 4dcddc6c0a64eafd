#!/usr/bin/env python3
"""Runs an unmodified Node.js program as an app of usher:   with-usher.py node app.js
Node.js cannot receive descriptors from others, but it does from its parent: this receives the connections and passes each
on. Lay it into a directory with usher.cjs and with usher.py, which is the receiver; the service wants KillMode=mixed."""
import base64, json, os, select, signal, socket, subprocess, sys
import usher

here = os.path.dirname(os.path.abspath(__file__))
listener = usher.Listener()
listener.setblocking(False)
channel, theirs = socket.socketpair()  # child_process.fork() of Node.js makes one like it
program = subprocess.Popen(sys.argv[1:], pass_fds=[theirs.fileno()], env={
    **{name: value for name, value in os.environ.items() if not name.startswith("LISTEN_")},
    "NODE_CHANNEL_FD": str(theirs.fileno()), "NODE_CHANNEL_SERIALIZATION_MODE": "json",
    "NODE_OPTIONS": f"{os.environ.get('NODE_OPTIONS', '')} --require={here}/usher.cjs"})
theirs.close()
replies = channel.makefile("rb")
stop, wake = socket.socketpair()
wake.setblocking(False)
signal.set_wakeup_fd(wake.fileno())
signal.signal(signal.SIGTERM, lambda *_: None)

def passed_on(connection):
    """Passes a connection on, and waits until the program has it. Returns whether it has."""
    address, port, *_ = connection.getpeername() or ("", 0)
    message = {"cmd": "NODE_USHER", "unread": base64.b64encode(connection.unread).decode(),
               "client": {"address": address, "family": "IPv6" if ":" in address else "IPv4", "port": port}}
    octets = json.dumps({"cmd": "NODE_HANDLE", "type": "net.Socket", "msg": message}).encode() + b"\n"
    sent = socket.send_fds(channel, [octets], [connection.fileno()])
    channel.sendall(octets[sent:])
    return any(b"NODE_HANDLE_ACK" in reply for reply in iter(replies.readline, b""))

try:
    # The channel is readable when the program has ended, or has closed its server.
    while select.select([listener, stop, channel], [], [])[0] == [listener]:
        try:
            connection, _ = listener.accept()
        except BlockingIOError:
            continue  # it was no good message
        with connection:
            if not passed_on(connection):
                break
except ConnectionError:
    pass  # the program has ended
replies.close()
channel.close()  # then it answers what it has, and ends
status = program.wait()
sys.exit(0 if status == -signal.SIGTERM else status)
